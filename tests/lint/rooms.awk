# Reads all sources of the two programs and says which include goes up between the rooms
# of daemon/, which does not name its room, and which files know each other in a circle.
# NAME.c, NAME.h and NAME_system.c are one noun; so are include/envd/NAME.h and
# common/NAME.c.

BEGIN {
	split("sys vcs store find trust serve main", rooms)
	for (i in rooms)
		storey[rooms[i]] = i
}

function noun(path) {
	sub(/^include\/envd\//, "common/", path)
	sub(/\.[a-z]+$/, "", path)
	sub(/_(linux|darwin|windows|uv)$/, "", path)
	return path
}

function room(path) {
	sub(/^daemon\//, "", path)
	sub(/[\/.].*/, "", path)
	return path
}

FNR == 1 {
	own = noun(FILENAME)
	top = FILENAME
	sub(/\/.*/, "", top)
	is_node[own] = 1
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	name = $0
	sub(/^[^"]*"/, "", name)
	sub(/".*/, "", name)
	if (name ~ /^envd\//)
		other = noun("include/" name)
	else if (top == "daemon" && name !~ /\//) {
		print FILENAME ": includes \"" name "\" without its room"
		next
	} else
		other = noun((top == "include" ? "common" : top) "/" name)
	if (top == "daemon" && name !~ /^envd\// && storey[room(FILENAME)] < storey[room(other)])
		print FILENAME ": includes \"" name "\", which is a room above its own"
	if (other == own || seen[own, other]++)
		next
	edges[own] = edges[own] " " other
}

# Goes deep from `at`; state 1 is on the way, 2 is done. A way back is a circle.
function visit(at, way,    others, n, i) {
	state[at] = 1
	n = split(edges[at], others, " ")
	for (i = 1; i <= n; i++) {
		if (state[others[i]] == 1) {
			way_back = way " > " at " > " others[i]
			sub(".* > " others[i] " > ", others[i] " > ", way_back)
			print "a circle: " way_back
		} else if (!state[others[i]])
			visit(others[i], way " > " at)
	}
	state[at] = 2
}

END {
	for (at in is_node)
		if (!state[at])
			visit(at, "")
}
