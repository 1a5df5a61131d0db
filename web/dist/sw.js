// Until the app is here there is nothing to do.
