print("script beside")
