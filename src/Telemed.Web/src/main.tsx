import { render } from "preact";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/surfaces.css";
import "./shell/shell.css";
import { startTheme } from "./platform/theme";
import { App } from "./shell/App";
import { startServiceWorker } from "./shell/serviceWorker";

startTheme();
startServiceWorker();
const root = document.getElementById("app");
if (root) render(<App />, root);
