"""Where are the documents on the map, what are they about there, and which colours do they have?"""
