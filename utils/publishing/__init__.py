"""What leaves the checkout: run notebooks, class copies, the review list, pages."""
