// What every page loads: completion of names, the choice of colours, links to copy, and tables
// to sort. Every page works without it.
import { completeAll } from "./site/completion.js";
import { copyAll } from "./site/copy.js";
import { sortAll } from "./site/sort.js";
import { switchTheme } from "./site/theme_switch.js";

switchTheme();
completeAll();
copyAll();
sortAll();
