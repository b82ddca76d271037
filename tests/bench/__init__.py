"""`make bench`: what a page costs, from 100 to 100,000 people, beside the least that a signed-in page can cost.

`python -m tests.bench --help` says what can be chosen. Nothing here is part of the product.
"""
