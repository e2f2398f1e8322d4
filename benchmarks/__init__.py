"""Speed and size as ratios against a floor in the same run; machines are noisy, so nothing here is a test."""
