"""Campaign waves (đợt sinh hoạt chuyên đề): who has held the thematic session of a theme, who plans to, who is late."""
