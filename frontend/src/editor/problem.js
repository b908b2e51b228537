// An error of the endpoint, as it tells it: a problem in JSON (RFC 9457).
export async function renderProblem(error) {
  const box = document.createElement("div");
  box.className = "error";
  box.setAttribute("role", "alert");
  const problem = parsed(error.text);
  const say = (text, name = "p") => {
    if (!text) return;
    const line = document.createElement(name);
    line.textContent = text;
    box.append(line);
  };
  if (problem) {
    say(problem.title, "strong");
    say(problem.detail);
    if (problem.line) say(`line ${problem.line}${problem.column ? `, column ${problem.column}` : ""}`);
    say(problem.hint);
  } else {
    say(error.text || "The server gave no answer: is it still there?");
  }
  return box;
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return typeof found?.title === "string" ? found : null;
  } catch {
    return null;
  }
}
