// The app is asked for anew each time.
