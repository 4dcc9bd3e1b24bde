// Chaos in words.

const isCall = (name) => name === "*" || name.includes(".");

/** "10 % of calls": `names` are what it is drawn for, methods ("*" for all of them) or kinds of deliveries. */
export function chaosWords(names, rate) {
  const what = [names.some(isCall) && "calls", names.some((name) => !isCall(name)) && "deliveries"].filter(Boolean).join(" and ");
  return `${Math.round(rate * 100)} % of ${what}`;
}
