"""The files of a finished site: meta tags, policy, style sheets, offline, versions."""
