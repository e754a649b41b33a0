// What the phone keeps of a page: acts that are not sent yet, in their order, and what was shown last, by user.
"use strict";

const opened = new Promise((done, failed) => {
  const request = indexedDB.open(document.querySelector("main").dataset.database, 2);
  request.onupgradeneeded = () => {
    const { result } = request;
    const there = result.objectStoreNames;
    if (!there.contains("acts")) result.createObjectStore("acts", { keyPath: "number", autoIncrement: true });
    if (!there.contains("known")) result.createObjectStore("known");
    if (there.contains("slips")) result.deleteObjectStore("slips");
  };
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

// One request of a store; done when the disk has it.
const inStore = async (name, ask) => {
  const work = (await opened).transaction(name, "readwrite");
  const request = ask(work.objectStore(name));
  await new Promise((done, failed) => {
    work.oncomplete = done;
    work.onerror = work.onabort = () => failed(work.error);
  });
  return request.result;
};

const store = {
  acts: () => inStore("acts", (acts) => acts.getAll()),
  keep: (act) => inStore("acts", (acts) => acts.put(act)),
  drop: (number) => inStore("acts", (acts) => acts.delete(number)),
  known: (user) => inStore("known", (known) => known.get(user)),
  // Nothing of somebody else's stays on a phone that changes hands.
  keepKnown: async (user, said) => {
    await inStore("known", (known) => known.clear());
    await inStore("known", (known) => known.put(said, user));
  },
};
