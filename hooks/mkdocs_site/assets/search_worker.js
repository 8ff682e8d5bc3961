// Ties `search.js` to Material's search worker, which follows in the same file.
((scope, given) => {
  "use strict";
  let site, answer;
  const say = typeof BroadcastChannel === "function" ? new BroadcastChannel("livesearch") : null;
  const stem = word => String(scope.lunr.stemmer(new scope.lunr.Token(word)));

  // Material's handler comes after this one, and gets the same message.
  scope.addEventListener("message", ({ data: message }) => {
    if (message.type === 0) {
      site = message.data;
    } else if (message.type === 2) {
      if (!(site instanceof livesearch.Site)) site = new livesearch.Site(site, { stem, ...given });
      const query = message.data;
      answer = new livesearch.Answer(site, query);
      say?.postMessage({ query, notice: answer.notice() });
      message.data = answer.words().join(" ");
    }
  });
  const post = scope.postMessage;
  scope.postMessage = message => {
    if (message.type === 3 && answer) message.data.items = answer.arrange(message.data.items);
    post.call(scope, message);
  };
})(self, OF_THE_SITE);
