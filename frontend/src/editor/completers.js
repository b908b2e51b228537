// Completion in the editor: prefixes, classes and properties that this site has, and no others.
const MOST = 60;

export function completers(known) {
  return [
    prefixes(known),
    terms("classes", known, isClassPosition),
    terms("properties", known, isPropertyPosition),
  ];
}

// After "PREFIX".
function prefixes(known) {
  return {
    name: "prefixes",
    autoShow: true,
    bulk: false,
    persistenceId: null,
    get(yasqe, token) {
      const begun = (token?.string ?? "").trim().toLowerCase();
      return Object.entries(known.prefixes)
        .filter(([prefix]) => `${prefix}:`.startsWith(begun))
        .map(([prefix, base]) => `${prefix}: <${base}>`);
    },
    isValidCompletionPosition(yasqe) {
      const cursor = yasqe.getDoc().getCursor();
      if (yasqe.getDoc().getLine(cursor.line).length > cursor.ch) return false;
      const before = yasqe.getPreviousNonWsToken(cursor.line, yasqe.getCompleteToken());
      return before?.string?.toUpperCase() === "PREFIX";
    },
  };
}

function terms(name, known, isPosition) {
  const list = known[name].map(([iri, label]) => ({ iri, label, low: label.toLowerCase() }));
  return {
    name,
    autoShow: true,
    bulk: false,
    persistenceId: null,
    isValidCompletionPosition: isPosition,
    preProcessToken(yasqe, token) {
      return { ...token, begun: token.string.trim(), declared: yasqe.getPrefixesFromQuery() };
    },
    get(yasqe, token) {
      const begun = token?.begun ?? "";
      const named = { ...known.prefixes, ...token?.declared };
      if (begun.startsWith("<")) {
        const start = begun.slice(1).replace(/>$/, "");
        return pick(list, (one) => one.iri.startsWith(start));
      }
      const [, prefix, local] = /^([^:]*):(.*)$/.exec(begun) ?? [];
      if (prefix !== undefined && named[prefix]) {
        return pick(list, (one) => one.iri.startsWith(named[prefix] + local));
      }
      const words = begun.toLowerCase();
      return words.length < 2 ? [] : pick(list, (one) => localOf(one.iri).startsWith(words) || one.low.includes(words));
    },
    postProcessSuggestion(yasqe, token, iri) {
      return shortened(iri, { ...known.prefixes, ...token.declared });
    },
    postprocessHints(yasqe, hints) {
      return hints.map((hint) => {
        const one = list.find((term) => shortened(term.iri, known.prefixes) === hint.text);
        return one?.label ? { ...hint, displayText: `${hint.text} (${one.label})` } : hint;
      });
    },
  };
}

function pick(list, fits) {
  const found = [];
  for (const one of list) {
    if (fits(one)) found.push(one.iri);
    if (found.length === MOST) break;
  }
  return found;
}

function localOf(iri) {
  return iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1).toLowerCase();
}

function shortened(iri, named) {
  for (const [prefix, base] of Object.entries(named)) {
    if (iri.startsWith(base) && /^[\w-]+$/.test(iri.slice(base.length))) {
      return `${prefix}:${iri.slice(base.length)}`;
    }
  }
  return `<${iri}>`;
}

function isVariable(token) {
  return token.string[0] === "?" || token.string[0] === "$";
}

function isClassPosition(yasqe) {
  const token = yasqe.getCompleteToken();
  if (isVariable(token)) return false;
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return ["a", "rdf:type", "rdfs:domain", "rdfs:range"].includes(before?.state?.lastProperty);
}

function isPropertyPosition(yasqe) {
  const token = yasqe.getCompleteToken();
  if (token.string.trim().length === 0 || isVariable(token)) return false;
  return token.state.possibleCurrent.indexOf("a") >= 0;
}
