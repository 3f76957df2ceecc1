/* What plain HTML and htmx cannot do. Built into static/js/app.js by `npm run build`. */
import "./toasts.js";
import "./failures.js";
import "./live.js";
import "./badges.js";
import "./drafts.js";
import "./sending.js";
import "./filters.js";
import "./focus.js";
import "./lists.js";
import "./rows.js";
import "./entry.js";
import "./preview.js";
import "./preferences.js";
import "./palette.js";
import "./keys.js";
import "./board.js";
import "./installed.js";
