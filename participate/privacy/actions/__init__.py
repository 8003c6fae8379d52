"""What happens to what is stored about people; the caller commits.

`retention` says for how long each kind of data is kept; `participants` and `accounts` erase people,
`texts` takes them off what they wrote, `replay` erases again whom a backup brought back.
"""
