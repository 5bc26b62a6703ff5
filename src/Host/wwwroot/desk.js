// The ticket's page: drafts, mentions, quick insert, preview, files, chords, presence. Everything here also works without it, more slowly.
(() => {
  'use strict';
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const composing = e => e.isComposing || e.keyCode === 229;
  const token = () => $('input[name="__RequestVerificationToken"]')?.value ?? '';
  const say = message => document.dispatchEvent(new CustomEvent('toast', { detail: { value: message } }));
  // Whoever is signed out is led to sign in; that page is no answer to what was posted.
  const post = (url, fields, rest) => fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...fields, __RequestVerificationToken: token() }), ...rest });

  // ---- presence: who is here, who types. Told while the page can be seen; silence means gone.
  const present = $('[data-presence]')?.dataset.presence;
  const [beat, typingFor] = [12000, 8000];
  let [typedAt, toldTyping] = [0, 0];
  const shown = () => $$('#ticket-story > article').reduce((latest, message) => Math.max(latest, Number(message.id.slice(1))), 0);
  const stay = () => {
    const typing = Date.now() - typedAt < typingFor;
    toldTyping = typing ? Date.now() : 0;
    // A lost word is made good by the next.
    post(present, { typing, since: shown() }).catch(() => {});
  };
  const leave = () => navigator.sendBeacon(present, new URLSearchParams({ gone: true, __RequestVerificationToken: token() }));
  const types = () => {
    typedAt = Date.now();
    if (present && typedAt - toldTyping > 5000) stay();
    if (present) setTimeout(() => { if (toldTyping && Date.now() - typedAt >= typingFor) stay(); }, typingFor + 200);
  };
  if (present) {
    setInterval(() => { if (!document.hidden) stay(); }, beat);
    document.addEventListener('visibilitychange', () => (document.hidden ? leave() : stay()));
    window.addEventListener('pagehide', leave);
    stay();
  }

  // ---- tabs: the key of a tab opens it and begins to write
  const begin = text => {
    text.focus();
    // A draft goes on where it ends; a browser puts the caret before it.
    if (text.selectionEnd === 0) text.setSelectionRange(text.value.length, text.value.length);
  };
  document.addEventListener('click', e => {
    const tab = e.target.closest?.('[data-say]');
    if (!tab) return;
    const text = $(`${tab.dataset.bsTarget} [data-body]`);
    const write = () => { begin(text); text.scrollIntoView({ block: 'nearest' }); };
    write(); // at once: the next key is the first letter already
    if (document.activeElement !== text) setTimeout(write);
  });

  // Whoever came by a key, or took something back, goes on writing.
  if (new URLSearchParams(location.search).has('say')) $$('.tab-pane.active [data-body]').forEach(begin);

  // ---- what "@" and "/" offer. The word at the caret begins a line, or follows a space or a letter that is none of a mail address; "/" follows Chinese punctuation, which has no space, but stands between words in many texts.
  const marks = [
    { mark: '@', at: /(^|[^A-Za-z0-9._-])@([^\s@]{0,30})$/u, from: form => (form.dataset.people ? [`${form.dataset.people}?q=`] : []) },
    { mark: '/', at: /(^|\s|(?![ -~])\p{P})\/([^\s/]{0,40})$/u, from: form => [`/tickets/canned?ticket=${form.dataset.ticket}&q=`, `/knowledge/quick?to=${form.dataset.language}&aloud=${form.dataset.draft.endsWith('Reply')}&q=`] },
  ];

  const offers = async (urls, word, signal) => {
    const answers = await Promise.all(urls.map(async url => {
      try {
        const answer = await fetch(url + encodeURIComponent(word), { signal, headers: { 'HX-Request': 'true' } });
        if (!answer.ok) return []; // not installed, or not for this reader: the others still help
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        return $$('[data-insert]', page).map(option => document.importNode(option, true));
      } catch (e) {
        if (e.name === 'AbortError') throw e;
        return [];
      }
    }));
    return answers.flat();
  };

  const menuOf = (form, text) => {
    const menu = $('.composer-menu', form);
    let [asked, start, timer] = [null, 0, 0];
    const items = () => $$('[data-insert]', menu);
    const current = () => items().find(item => item.getAttribute('aria-selected') === 'true');
    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      asked = null;
      menu.hidden = true;
      menu.classList.remove('show');
      menu.replaceChildren();
      text.removeAttribute('aria-activedescendant');
    };
    const mark = next => {
      items().forEach(item => { item.setAttribute('aria-selected', String(item === next)); item.classList.toggle('active', item === next); });
      text.setAttribute('aria-activedescendant', next.id);
      next.scrollIntoView({ block: 'nearest' });
    };
    const insert = item => {
      const [from, to] = [start, text.selectionStart];
      const put = () => {
        // No more than the field takes; a script may write past its end.
        text.setRangeText(item.dataset.insert.slice(0, text.maxLength - text.value.length + to - from), from, to, 'end');
        text.focus();
        text.dispatchEvent(new Event('input', { bubbles: true }));
      };
      close();
      if (item.dataset.ask) document.dispatchEvent(new CustomEvent('ask', { detail: { question: item.dataset.ask, yes: form.dataset.textInsert, act: put } }));
      else put();
    };
    const look = async () => {
      const before = text.value.slice(0, text.selectionStart);
      const found = marks.map(m => ({ ...m, hit: m.at.exec(before) })).find(m => m.hit && m.from(form).length);
      if (!found || text.selectionStart !== text.selectionEnd) { close(); return; }
      start = text.selectionStart - found.hit[2].length - 1;
      asked?.abort();
      const mine = asked = new AbortController();
      try {
        const options = await offers(found.from(form), found.hit[2], mine.signal);
        if (mine !== asked) return;
        if (!options.length) { close(); return; }
        options.forEach((option, i) => { option.id = `${menu.id}-${i}`; option.setAttribute('role', 'option'); option.tabIndex = -1; });
        menu.replaceChildren(...options);
        menu.hidden = false;
        menu.classList.add('show');
        mark(options[0]);
      } catch (e) { if (e.name !== 'AbortError') throw e; }
    };
    text.addEventListener('input', e => { if (!e.isComposing) { clearTimeout(timer); timer = setTimeout(look, 120); } });
    text.addEventListener('compositionend', () => { clearTimeout(timer); timer = setTimeout(look, 120); });
    text.addEventListener('blur', () => setTimeout(close, 200));
    menu.addEventListener('mousedown', e => e.preventDefault());
    menu.addEventListener('click', e => { const item = e.target.closest('[data-insert]'); if (item) insert(item); });
    // Answers whether the key was for the menu.
    return e => {
      if (menu.hidden) return false;
      const all = items();
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') mark(all[(all.indexOf(current()) + (e.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length]);
      else if ((e.key === 'Enter' && !e.ctrlKey && !e.metaKey) || e.key === 'Tab') insert(current());
      else if (e.key === 'Escape') close();
      else return false;
      return true;
    };
  };

  // ---- files: pasted, dropped or chosen, they go up at once and wait with the draft
  const upload = (form, file) => new Promise(done => {
    const [bar, fields, request] = [$('[data-progress]', form), new FormData(), new XMLHttpRequest()];
    fields.append('file', file, file.name || 'image.png');
    fields.append('__RequestVerificationToken', token());
    bar.hidden = false;
    bar.value = 0;
    request.upload.addEventListener('progress', e => { if (e.lengthComputable) bar.value = (100 * e.loaded) / e.total; });
    request.addEventListener('loadend', () => {
      bar.hidden = true;
      if (request.status === 200) {
        const box = $('.composer-files', form);
        box.innerHTML = request.responseText;
        window.htmx.process(box);
      } else say(request.status === 422 && request.responseText ? request.responseText : document.body.dataset.textFailed);
      done();
    });
    request.open('POST', `${form.dataset.draft}/files`);
    request.setRequestHeader('HX-Request', 'true'); // signed out, it is refused and not led to another page
    request.send(fields);
  });
  const uploadAll = async (form, files) => { for (const file of files) await upload(form, file); };

  // ---- one composer
  const compose = form => {
    const [text, state, elsewhere] = [$('[data-body]', form), $('[data-draft-state]', form), $('[data-elsewhere]', form)];
    let [saved, timer, running, sent, tried] = [text.value, 0, null, false, new Set()];

    // What the server does not know yet outlives the page in its tab, for its writer alone: they may have to sign in first.
    const shelf = `crm.draft:${document.body.dataset.me}:${form.dataset.draft}`;
    const knows = () => ({ since: form.dataset.since, was: form.dataset.version ?? '', key: form.elements['Form.Key'].value });
    const shelve = (words, from) => sessionStorage.setItem(shelf, JSON.stringify({ words, from }));

    const tell = async (words, from, rest) => {
      const answer = await post(form.dataset.draft, { text: words, ...from }, rest);
      if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
      return answer.json();
    };
    const stands = (words, version) => {
      [saved, form.dataset.version] = [words, version ?? ''];
      tried.clear();
      elsewhere.hidden = true;
      sessionStorage.removeItem(shelf);
      state.textContent = form.dataset.textSaved;
    };
    const choose = (other, version) => {
      $('blockquote', elsewhere).textContent = other;
      elsewhere.hidden = false;
      state.textContent = '';
      $('[data-take-other]', elsewhere).onclick = () => { text.value = other; stands(other, version); begin(text); };
      $('[data-keep-mine]', elsewhere).onclick = () => { form.dataset.version = version; save(); begin(text); };
    };

    const save = async rest => {
      clearTimeout(timer);
      if (sent || text.value === saved) return;
      running?.abort();
      running = new AbortController();
      const value = text.value;
      tried.add(value);
      try {
        const told = await tell(value, knows(), { signal: running.signal, ...rest });
        if (told.sent) [form.dataset.since, saved, form.dataset.version] = [told.sent, value, ''];
        else if (told.other == null) stands(value, told.version);
        else if (tried.has(told.other)) { // one's own words, whose answer was lost
          form.dataset.version = told.version;
          await save(rest);
        } else choose(told.other, told.version);
      } catch (e) {
        if (e.name === 'AbortError') return;
        state.textContent = form.dataset.textUnsaved;
        if (!sent) timer = setTimeout(save, 5000);
      }
    };
    text.addEventListener('input', () => {
      types();
      clearTimeout(timer);
      timer = setTimeout(save, 800);
    });
    document.addEventListener('visibilitychange', () => { if (document.hidden) save({ keepalive: true }); });
    form.addEventListener('submit', e => {
      sent = true;
      clearTimeout(timer);
      running?.abort();
      if (e.submitter?.formNoValidate) sessionStorage.removeItem(shelf); // thrown away
      else shelve(text.value, knows());
    });
    window.addEventListener('pagehide', () => { if (!sent && text.value !== saved) shelve(text.value, knows()); });
    window.addEventListener('pageshow', () => { sent = false; });

    // The server knows whether what was shelved has been sent.
    const resume = async ({ words, from }) => {
      const shown = text.value;
      if (words.trim() === shown.trim()) return;
      try {
        const told = await tell(words, from);
        if (told.sent) return;
        if (text.value !== shown) choose(told.other ?? words, told.version);
        else {
          text.value = words;
          if (told.other == null) stands(words, told.version);
          else choose(told.other, told.version);
        }
      } catch {
        shelve(words, from);
        if (text.value !== shown) return;
        [text.value, form.dataset.since, form.dataset.version] = [words, from.since, from.was];
        await save();
      }
    };
    const shelved = sessionStorage.getItem(shelf);
    sessionStorage.removeItem(shelf);
    if (shelved) resume(JSON.parse(shelved));

    const forMenu = menuOf(form, text);
    text.addEventListener('keydown', e => {
      if (composing(e)) return;
      if (forMenu(e)) { e.preventDefault(); return; }
      if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || (!e.shiftKey && !e.altKey)) return;
      e.preventDefault();
      const button = $(`[data-chord="${e.shiftKey ? 'Shift' : 'Alt'}"]`, form);
      if (button) form.requestSubmit(button);
    });

    // A cell copied from a sheet is a text and its picture: the text is meant.
    text.addEventListener('paste', e => {
      const files = [...e.clipboardData.files];
      if (!files.length || e.clipboardData.types.includes('text/plain')) return;
      e.preventDefault();
      uploadAll(form, files);
    });
    form.addEventListener('dragover', e => { if (e.dataTransfer.types.includes('Files')) { e.preventDefault(); form.classList.add('composer-drop'); } });
    form.addEventListener('dragleave', e => { if (!form.contains(e.relatedTarget)) form.classList.remove('composer-drop'); });
    form.addEventListener('drop', e => {
      form.classList.remove('composer-drop');
      if (!e.dataTransfer.files.length) return;
      e.preventDefault();
      uploadAll(form, [...e.dataTransfer.files]);
    });
    $('[data-files]', form).addEventListener('change', async e => {
      const files = [...e.target.files];
      e.target.value = '';
      await uploadAll(form, files);
    });

    const [show, box] = [$('[data-preview]', form), $('[data-preview-box]', form)];
    show.hidden = false;
    show.addEventListener('click', async () => {
      const open = box.hidden;
      if (open) {
        const answer = await post('/tickets/preview', { text: text.value });
        if (!answer.ok) { say(document.body.dataset.textFailed); return; }
        box.innerHTML = await answer.text(); // the server lets no markup of the writer's through
        if (!box.childElementCount) box.textContent = form.dataset.textNothing;
      }
      box.hidden = !open;
      text.hidden = open;
      show.setAttribute('aria-pressed', String(open));
      if (!open) text.focus();
    });
  };
  $$('[data-composer]').forEach(compose);
})();
