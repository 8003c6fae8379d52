"""Offers: what families can use and book, kept by the providers that run it."""
