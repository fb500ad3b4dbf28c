"""What is published from a checkout: rerun notebooks, class copies, the review list, the web pages."""
