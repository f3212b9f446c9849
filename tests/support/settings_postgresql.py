"""The settings of a test run on the PostgreSQL server that TEST_DATABASE_URL names."""

import os

import dj_database_url

from quizagent.settings_test import *  # noqa: F403

DATABASES = {"default": dj_database_url.parse(os.environ["TEST_DATABASE_URL"])}
