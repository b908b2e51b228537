// What every page loads: completion of names, the choice of colours, links to copy, tables to
// sort, and where a wide picture is first seen. Every page works without it.
import { completeAll } from "./site/completion.js";
import { copyAll } from "./site/copy.js";
import { startInTheMiddle } from "./site/middle.js";
import { sortAll } from "./site/sort.js";
import { switchTheme } from "./site/theme_switch.js";

switchTheme();
completeAll();
copyAll();
sortAll();
startInTheMiddle();
