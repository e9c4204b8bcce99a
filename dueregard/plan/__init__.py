"""The plan: sections, risk areas, their actions taken and next steps, ratings, evidence, reviews and history."""
