"""Pledges (bản đăng ký làm theo) and their monthly follow-up."""
