"""What the invented institution is made of: words and dates only; demo.loading brings it to life through the workflows."""
