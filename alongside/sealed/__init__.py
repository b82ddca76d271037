"""Two people answer the same privately; both answers come out together, or go back to whoever gave them."""
