#!/bin/sh
# The image for a hub: image.sh NAME:TAG [more options for repo2docker, such as --no-build --debug to see only the plan]
# The course is in /opt/mbc-course: a hub mounts the learner's volume over the home folder, which would hide it there.
set -eu
name=${1:?Give the name of the image, such as mbc-course:0.1.0}
shift
cd "$(dirname "$0")/../../.."
exec jupyter-repo2docker --no-run --user-name jovyan --user-id 1000 --target-repo-dir /opt/mbc-course \
  --image-name "$name" "$@" .
