"""What people do with ideas. Each action checks, changes, and records; the caller commits.

`proposing` holds what authors do, `discussing` comments and reports, `moderating` the rest.
"""
