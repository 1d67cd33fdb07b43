import { parentPort } from "node:worker_threads";
import { answers, type QuestionKind } from "./questions.js";

/** A thread that answers questions, one after the other. */
const port = parentPort!;
port.on("message", ({ kind, ask }: { readonly kind: QuestionKind; readonly ask: never }) => {
  void answers[kind](ask).then((answer) => port.postMessage(answer));
});
