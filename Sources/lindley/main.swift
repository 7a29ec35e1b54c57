print("lindley")
