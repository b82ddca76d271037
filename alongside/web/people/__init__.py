"""People and teams: who works here, and how to ask somebody. Those who keep the list change it here, too."""
