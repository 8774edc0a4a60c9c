"""Who gets in: the limit on wrong passwords, the second factor, what a session still owes.

`throttle` counts tries, `gate` knows what a session has shown, `views` are the pages between the password
and the desk. What an account has (devices, recovery codes) is `people.second_factor`.
"""
