"""The course on a JupyterHub: nothing in this folder is needed without one."""
