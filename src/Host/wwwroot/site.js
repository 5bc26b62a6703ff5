// What the pages need besides Tabler and htmx. No inline code anywhere: elements ask for things with data attributes.
(() => {
  'use strict';
  const script = document.currentScript;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = key => document.body.dataset['text' + key] ?? '';

  // An input method is composing: Enter and Escape belong to it. Safari says so only with 229.
  const composing = e => e.isComposing || e.keyCode === 229;
  const typing = e => e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable="true"]');

  const make = (tag, css, content) => {
    const element = document.createElement(tag);
    if (css) element.className = css;
    if (content) element.textContent = content;
    return element;
  };

  /** Calls the function for every element of a kind, now and whenever htmx brings more. */
  const each = (selector, act) => {
    const run = root => {
      if (root.matches?.(selector)) act(root);
      $$(selector, root).forEach(act);
    };
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => run(document.body));
    else run(document.body);
    document.addEventListener('htmx:load', e => { if (e.detail.elt !== document.body) run(e.detail.elt); });
  };

  const once = (element, mark) => {
    if (element.dataset[mark]) return false;
    element.dataset[mark] = '1';
    return true;
  };

  // A table wider than its place is scrolled by keys too.
  each('.table-responsive', box => {
    if (box.scrollWidth > box.clientWidth && !box.querySelector('a, button, input, select, textarea')) box.tabIndex = 0;
  });

  // ---- live updates: one connection per visible page. Browsers allow six per host, and people keep more tabs open.
  class LiveSource extends EventTarget {
    constructor(url) {
      super();
      Object.assign(this, { url, names: new Set(), inner: null, closed: false, readyState: 0, onopen: null, onerror: null });
      this.look = () => (document.hidden ? this.pause() : this.connect());
      document.addEventListener('visibilitychange', this.look);
      this.connect();
    }

    connect() {
      if (this.inner || this.closed) return;
      const missed = this.wasOpen;
      this.inner = new EventSource(this.url, { withCredentials: true });
      this.inner.onopen = e => {
        this.readyState = 1;
        this.onopen?.(e);
        // What happened while nobody looked shows now.
        if (missed) this.names.forEach(name => this.dispatchEvent(new MessageEvent(name, { data: '' })));
        this.wasOpen = true;
      };
      this.inner.onerror = e => {
        this.readyState = this.inner?.readyState ?? 2;
        this.onerror?.(e);
      };
      this.names.forEach(name => this.listen(name));
    }

    pause() {
      this.inner?.close();
      this.inner = null;
    }

    listen(name) {
      this.inner?.addEventListener(name, e => this.dispatchEvent(new MessageEvent(name, { data: e.data, lastEventId: e.lastEventId })));
    }

    addEventListener(name, ...rest) {
      super.addEventListener(name, ...rest);
      if (this.names.has(name)) return;
      this.names.add(name);
      this.listen(name);
    }

    close() {
      this.closed = true;
      this.readyState = 2;
      this.pause();
      document.removeEventListener('visibilitychange', this.look);
    }
  }
  if (window.htmx) window.htmx.createEventSource = url => new LiveSource(url);

  // ---- toasts
  const hideLater = toast => setTimeout(() => toast.remove(), (Number(toast.dataset.toast) || 8) * 1000);
  const toast = (message, bad) => {
    const box = make('div', 'toast show');
    const body = make('div', 'toast-body d-flex align-items-center');
    const close = make('button', 'btn-close ms-2');
    close.type = 'button';
    close.setAttribute('aria-label', text('Close'));
    close.dataset.closeToast = '';
    body.append(make('span', 'flex-fill' + (bad ? ' text-danger' : ''), message), close);
    box.append(body);
    $('#toasts')?.append(box);
    hideLater(box);
  };
  each('[data-toast]', hideLater);
  document.addEventListener('click', e => { if (e.target.closest?.('[data-close-toast]')) e.target.closest('.toast').remove(); });
  // An answer may say something with the header HX-Trigger: {"toast":"..."}
  document.addEventListener('toast', e => toast(e.detail?.value ?? e.detail));

  // ---- what can be taken back says for how long; reading aloud is spared the counting
  each('[data-left]', button => {
    if (!once(button, 'counting')) return;
    const until = Date.now() + Number(button.dataset.left) * 1000;
    const left = make('span', 'ms-1');
    left.setAttribute('aria-hidden', 'true');
    button.append(left);
    const tick = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      left.textContent = text('Left').replace('{0}', seconds);
      if (seconds > 0) return;
      clearInterval(timer);
      button.closest('form').remove();
    };
    const timer = setInterval(tick, 250);
    tick();
  });

  // ---- fragments that do not arrive
  const failed = e => {
    const target = e.detail.target ?? e.target;
    if (!target?.matches?.('[data-panel]')) {
      if (e.detail.requestConfig?.verb !== 'get') toast(text('Failed'), true);
      return;
    }
    const box = make('div', 'card-body text-secondary');
    const again = make('button', 'btn btn-sm ms-2', text('Retry'));
    again.type = 'button';
    again.addEventListener('click', () => window.htmx.ajax('GET', target.getAttribute('hx-get'), { target, swap: 'innerHTML' }));
    box.setAttribute('role', 'status');
    box.append(make('span', '', text('Failed')), again);
    target.replaceChildren(box);
  };
  document.addEventListener('htmx:responseError', failed);
  document.addEventListener('htmx:sendError', failed);

  // ---- what a panel offers goes where the cursor stood in the reply
  document.addEventListener('click', e => {
    const button = e.target.closest?.('[data-insert-into="reply"]');
    const area = button && $('#say-reply-body');
    if (!area) return;
    $('#say-reply-tab')?.click();
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const gap = start > 0 && !/\s/.test(area.value[start - 1]) ? '\n' : '';
    area.setRangeText((gap + button.dataset.insert).slice(0, area.maxLength - area.value.length + end - start), start, end, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
    area.focus();
  });

  // ---- forms: ask before destroying, send once, keep the focus where the trouble is
  let agreed = null;
  document.addEventListener('submit', e => {
    const form = e.target;
    if (form.dataset.confirm && agreed !== form) {
      e.preventDefault();
      e.stopPropagation();
      ask(form);
      return;
    }
    if (form.method !== 'post' || form.hasAttribute('hx-post')) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(() => delete form.dataset.sent, 5000);
  }, true);
  window.addEventListener('pageshow', () => $$('form[data-sent]').forEach(f => delete f.dataset.sent));

  const sure = (question, yes, act) => {
    const dialog = $('#confirm');
    $('#confirm-ask').textContent = question;
    $('#confirm-yes').textContent = yes;
    dialog.returnValue = '';
    dialog.addEventListener('close', () => { if (dialog.returnValue === 'yes') act(); }, { once: true });
    dialog.showModal();
  };
  const ask = form => sure(form.dataset.confirm, form.dataset.confirmText, () => {
    // The button's own address is the page that asks; it has been asked here.
    $$('[formaction]', form).forEach(b => b.removeAttribute('formaction'));
    agreed = form;
    form.requestSubmit();
    agreed = null;
  });
  document.addEventListener('ask', e => sure(e.detail.question, e.detail.yes, e.detail.act));

  each('[data-focus]', element => element.focus());

  // ---- what was typed into a form that says data-keep is there again after one had to sign in first; other pages forget it
  const [shelf, here] = ['crm.form', `${document.body.dataset.me} ${location.pathname}${location.search}`];
  const keepable = form => $$('[name]', form).filter(element => element.matches('textarea, select, input:not([type="hidden"], [type="password"], [type="file"], [name="q"])') || element.previousElementSibling?.matches('[data-picker]'));
  const keep = form => sessionStorage.setItem(shelf, JSON.stringify({ here, fields: keepable(form).map(element =>
    [element.name, element.type === 'checkbox' || element.type === 'radio' ? element.checked : element.value, element.previousElementSibling?.matches('[data-picker]') ? element.previousElementSibling.value : null]) }));
  document.addEventListener('submit', e => { if (e.target.matches('form[data-keep]')) keep(e.target); });
  document.addEventListener('htmx:beforeOnLoad', e => { if (e.detail.xhr.status === 401) $$('form[data-keep]').forEach(keep); });
  const kept = JSON.parse(sessionStorage.getItem(shelf) ?? 'null');
  if (document.body.dataset.me) sessionStorage.removeItem(shelf);
  if (kept?.here === here) each('form[data-keep]', form => {
    if (!once(form, 'filled')) return;
    const fields = keepable(form);
    for (const [name, value, shown] of kept.fields) {
      const at = fields.findIndex(element => element.name === name);
      if (at < 0) continue;
      const [element] = fields.splice(at, 1);
      if (typeof value === 'boolean') element.checked = value; else element.value = value;
      if (shown) element.dataset.pickerText = shown;
    }
  });

  // ---- lists one walks with the arrows: palette, suggestions, pickers
  let options = 0;
  const arrows = (input, list, choose, close) => {
    const all = () => $$('[role="option"]', list);
    const mark = next => {
      for (const option of all()) option.setAttribute('aria-selected', String(option === next));
      if (!next) { input.removeAttribute('aria-activedescendant'); return; }
      next.id ||= `option-${++options}`;
      input.setAttribute('aria-activedescendant', next.id);
      next.scrollIntoView({ block: 'nearest' });
    };
    const current = () => all().find(o => o.getAttribute('aria-selected') === 'true');
    input.addEventListener('keydown', e => {
      if (composing(e)) return;
      const [items, at] = [all(), current()];
      if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && items.length) {
        e.preventDefault();
        const step = e.key === 'ArrowDown' ? 1 : -1;
        mark(items[(items.indexOf(at) + step + items.length + (at || step > 0 ? 0 : 1)) % items.length]);
      } else if (e.key === 'Enter' && at) {
        e.preventDefault();
        choose(at);
      } else if (e.key === 'Escape' && close) close(e);
    });
    return { mark, all };
  };
  const follow = option => { if (option.href) location.assign(option.href); else option.click(); };

  // ---- search in the top bar
  each('[data-suggest]', input => {
    if (!once(input, 'ready')) return;
    const list = document.getElementById(input.dataset.suggest);
    const hide = () => { list.hidden = true; };
    arrows(input, list, follow, hide);
    list.addEventListener('htmx:afterSwap', () => { list.hidden = !list.childElementCount || document.activeElement !== input; });
    input.addEventListener('blur', () => setTimeout(hide, 200));
  });

  // ---- command palette: what can be done on this page stands first
  // What is marked on it, as that a draft waits, is not its name.
  const nameOf = element => element.getAttribute('aria-label') ?? [...element.childNodes].filter(part => !part.matches?.('.badge')).map(part => part.textContent).join('').trim();
  const act = element => { if (element.matches('input, textarea, select')) element.focus(); else element.click(); };
  const pageActs = wanted => $$('main [data-key]').filter(element => nameOf(element) && nameOf(element).toLowerCase().includes(wanted)).map(element => {
    const option = make('button', 'list-group-item list-group-item-action d-flex', nameOf(element));
    option.type = 'button';
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.append(make('kbd', 'ms-auto', element.dataset.key));
    option.addEventListener('click', () => { palette.close(); act(element); });
    return option;
  });
  const palette = $('#palette');
  const openPalette = () => {
    if (!palette || palette.open) return;
    palette.showModal();
    const input = $('#palette-input');
    input.select();
    window.htmx.trigger(input, 'palette');
  };
  if (palette) {
    const walk = arrows($('#palette-input'), $('#palette-list'), follow);
    $('#palette-list').addEventListener('htmx:afterSwap', () => {
      $('#palette-list').prepend(...pageActs($('#palette-input').value.trim().toLowerCase()));
      walk.mark(walk.all()[0]);
    });
    palette.addEventListener('click', e => { if (e.target === palette) palette.close(); });
  }

  // ---- picker fields
  each('[data-picker]', input => {
    if (!once(input, 'ready')) return;
    const id = make('input');
    id.type = 'hidden';
    id.name = input.name;
    id.value = input.value;
    input.after(id);
    input.name = 'q';
    let shown = input.dataset.pickerText || input.value;
    input.value = shown;
    const list = make('div', 'picker-list list-group');
    list.id = `${input.id}-picks`;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '');
    id.after(list);
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
      'hx-get': input.dataset.picker, 'hx-trigger': 'input changed delay:200ms', 'hx-target': `#${list.id}`, 'hx-sync': 'this:replace', 'hx-params': 'q' })) input.setAttribute(name, value);
    window.htmx.process(input);
    const close = () => { list.replaceChildren(); input.setAttribute('aria-expanded', 'false'); };
    const choose = option => {
      if (!option.dataset.pick) return;
      id.value = option.dataset.pick;
      input.value = shown = option.dataset.text;
      close();
      id.dispatchEvent(new Event('change', { bubbles: true }));
    };
    arrows(input, list, choose, close);
    list.addEventListener('htmx:afterSwap', () => input.setAttribute('aria-expanded', String(!!list.childElementCount)));
    list.addEventListener('mousedown', e => e.preventDefault());
    list.addEventListener('click', e => { const option = e.target.closest('[role="option"]'); if (option) choose(option); });
    input.addEventListener('blur', () => {
      close();
      if (input.value.trim() === '') { id.value = ''; shown = ''; }
      else if (input.value !== shown) id.value = input.value.trim(); // a number typed by hand; the server judges it
    });
  });

  // ---- keys
  const keysOn = () => localStorage.getItem('crm.keys') !== 'off';
  const showKeys = () => {
    const dialog = $('#keys');
    if (!dialog || dialog.open) return;
    $$('tr[data-here]', dialog).forEach(row => row.remove());
    for (const element of $$('[data-key], [data-row-key], [data-chord]')) {
      const row = make('tr');
      row.dataset.here = '';
      const key = make('th', 'text-nowrap');
      key.scope = 'row';
      key.append(...(element.dataset.key ?? element.dataset.rowKey ?? `Ctrl ${element.dataset.chord} Enter`).split(' ').map(k => make('kbd', 'me-1', k)));
      row.append(key, make('td', '', nameOf(element)));
      $('#keys-list').append(row);
    }
    dialog.showModal();
  };
  const keysSwitch = $('#keys-on');
  if (keysSwitch) {
    keysSwitch.checked = keysOn();
    keysSwitch.addEventListener('change', () => localStorage.setItem('crm.keys', keysSwitch.checked ? 'on' : 'off'));
  }
  const rowLinks = () => $$('.card-table tbody tr').map(row => $('a[href]', row)).filter(Boolean);
  const rowLink = () => document.activeElement?.closest?.('tr')?.querySelector('a[href]');
  const moveRow = step => {
    const links = rowLinks();
    if (!links.length) return;
    const row = document.activeElement?.closest?.('tr');
    const at = links.findIndex(link => link.closest('tr') === row);
    links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  };
  document.addEventListener('keydown', e => {
    if (e.defaultPrevented || composing(e)) return;
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') { e.preventDefault(); openPalette(); return; }
    if ((e.ctrlKey || e.metaKey) && e.key === 'Enter' && e.target.matches?.('textarea')) { e.target.form?.requestSubmit(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || $('dialog[open]') || !keysOn()) return;
    if (e.key === '?') { e.preventDefault(); showKeys(); return; }
    const own = $$('[data-key]').find(element => element.dataset.key === e.key && !element.disabled);
    if (own) {
      e.preventDefault();
      act(own);
    } else if (e.key === '/') {
      e.preventDefault();
      const search = $('#search');
      if (search?.offsetParent) search.focus(); else openPalette();
    } else if (e.key === 'j') moveRow(1);
    else if (e.key === 'k') moveRow(-1);
    else if (e.key === 'x') document.activeElement?.closest?.('tr')?.querySelector('input[data-choose]')?.click();
    else if (e.key === 'o') rowLink()?.click();
    else {
      const [forRow, link] = [$$('[data-row-key]').find(element => element.dataset.rowKey === e.key), rowLink()];
      // A row may say which keys are for it.
      if (forRow && link && !(link.closest('tr').dataset.may ?? e.key).includes(e.key)) toast(forRow.dataset.textNot);
      else if (forRow && link) location.assign(forRow.dataset.say ? `${link.pathname}${link.search}&say=${forRow.dataset.say}` : link.pathname + forRow.dataset.to);
    }
  });
  document.addEventListener('click', e => {
    if (e.target.closest?.('[data-palette]')) openPalette();
    if (e.target.closest?.('[data-keys]')) showKeys();
  });

  // ---- choosing rows: boxes of a group, a range with shift, all of the page, and how many
  const boxesOf = group => $$(`input[data-choose="${group}"]`);
  const chosen = group => {
    const boxes = boxesOf(group);
    const count = boxes.filter(box => box.checked).length;
    $$(`[data-chosen="${group}"]`).forEach(place => { place.textContent = count ? `(${count})` : ''; });
    $$(`[data-choose-all="${group}"]`).forEach(all => { all.checked = count > 0 && count === boxes.length; all.indeterminate = count > 0 && count < boxes.length; });
  };
  let lastChosen = null;
  document.addEventListener('click', e => {
    const box = e.target.closest?.('input[data-choose]');
    if (!box) return;
    const boxes = boxesOf(box.dataset.choose);
    const [from, to] = [boxes.indexOf(lastChosen), boxes.indexOf(box)];
    if (e.shiftKey && from >= 0) boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(other => { other.checked = box.checked; });
    lastChosen = box;
    chosen(box.dataset.choose);
  });
  document.addEventListener('change', e => {
    const all = e.target.dataset?.chooseAll;
    if (!all) return;
    boxesOf(all).forEach(box => { box.checked = e.target.checked; });
    chosen(all);
  });
  window.addEventListener('pageshow', () => $$('[data-chosen]').forEach(place => chosen(place.dataset.chosen)));
  document.addEventListener('click', e => { if (e.target.closest?.('[data-print]')) window.print(); });

  // ---- tooltips in fragments; Tabler sees to those of the page
  document.addEventListener('htmx:load', e => {
    if (e.detail.elt === document.body) return;
    $$('[data-bs-toggle="tooltip"]', e.detail.elt).forEach(element => window.tabler?.Tooltip.getOrCreateInstance(element));
  });

  // ---- libraries few pages need, loaded when one does
  const libraries = {};
  const library = (address, global) => libraries[global] ??= new Promise((done, fail) => {
    const tag = make('script');
    tag.src = address;
    tag.onload = () => done(window[global]);
    tag.onerror = fail;
    document.head.append(tag);
  });

  // ---- boards: a dropped card asks its page for the move, which may want a reason
  each('[data-board]', async column => {
    if (!once(column, 'boardReady')) return;
    const Sortable = await library(script.dataset.sortable, 'Sortable');
    Sortable.create(column, {
      group: column.dataset.board, draggable: '[data-move]', sort: false, delay: 150, delayOnTouchOnly: true,
      onAdd: e => location.assign(`${e.item.dataset.move}?stage=${encodeURIComponent(e.to.dataset.stage)}`),
    });
  });

  // ---- things in an order: a dropped one names what it stands before now, and the page comes back as it is
  each('[data-arrange]', async list => {
    if (!once(list, 'arrangeReady') || !$('#arrange')) return;
    const Sortable = await library(script.dataset.sortable, 'Sortable');
    const group = list.dataset.arrange;
    Sortable.create(list, {
      group, draggable: group === 'items' ? '[data-item]' : '[data-dimension]', handle: `[data-handle="${group === 'items' ? 'item' : 'dimension'}"]`, animation: 120, delay: 100, delayOnTouchOnly: true,
      onEnd: e => {
        if (e.from === e.to && e.oldIndex === e.newIndex) return;
        const fields = $('#arrange').elements;
        fields.key.value = e.item.dataset.piece;
        fields.into.value = e.to.dataset.into ?? '';
        fields.before.value = e.item.nextElementSibling?.dataset.piece ?? '';
        $('#arrange').requestSubmit();
      },
    });
  });
  // What dragging leaves on the pieces would be carried over to the new ones as an attribute, which the policy refuses.
  document.addEventListener('htmx:beforeSwap', e => $$('[data-arrange] [style]', e.detail.target.parentElement ?? document).forEach(piece => piece.removeAttribute('style')));

  // ---- parts of a form that belong to a choice made in it. Without this all are there.
  each('form[data-shows-by]', form => {
    if (!once(form, 'showsReady')) return;
    const sort = () => $$('[data-when]', form).forEach(part => { part.hidden = !part.dataset.is.split(' ').includes(form.elements[part.dataset.when]?.value ?? ''); });
    form.addEventListener('change', sort);
    sort();
  });

  // ---- the supervisor's board: a card dropped on a person is theirs. While one is in the hand the board stays as it is.
  const giving = new WeakSet();
  let inHand = false;
  each('[data-give]', async list => {
    if (giving.has(list)) return;
    giving.add(list);
    const Sortable = await library(script.dataset.sortable, 'Sortable');
    const person = list.dataset.give;
    Sortable.create(list, {
      group: { name: 'give', pull: !person, put: !!person }, draggable: '[data-ticket]', sort: false, delay: 150, delayOnTouchOnly: true,
      onStart: () => { inHand = true; },
      onEnd: () => { inHand = false; },
      onAdd: e => {
        const form = $('#give');
        form.elements.TicketId.value = e.item.dataset.ticket;
        form.elements.Version.value = e.item.dataset.version;
        form.elements.AssigneeId.value = person;
        e.item.remove();
        form.requestSubmit();
      },
    });
  });
  document.addEventListener('htmx:beforeRequest', e => { if (inHand && e.detail.elt.matches('[data-live-board]')) e.preventDefault(); });

  // ---- the form of a rule: of each row only what belongs to its field; hours only for what takes hours. Without this all is there.
  each('[data-rule-fields]', form => {
    if (!once(form, 'ruleReady')) return;
    const [fields, timed] = [JSON.parse(form.dataset.ruleFields), form.dataset.ruleTimed.split(' ')];
    const offer = (select, fits) => {
      for (const option of select.options) option.hidden = option.disabled = option.value !== '' && !fits(option.value);
      if (select.selectedOptions[0]?.disabled) select.value = '';
    };
    const sort = () => {
      const trigger = form.elements['Form.Trigger'].value;
      for (const part of $$('[data-rule-hours]', form)) part.hidden = !timed.includes(trigger);
      for (const row of $$('[data-rule-row]', form)) {
        const [field, own, operator, choice, typed] = ['Field', 'Key', 'Operator', 'Choice', 'Value'].map(name => $(`[name$=".${name}"]`, row));
        $('[data-rule-own]', row).hidden = field.value !== 'Custom';
        const about = field.value === 'Custom' ? `Custom:${own.value}` : field.value;
        const known = fields[about] ?? fields[field.value];
        offer(operator, value => !known || known.operators.includes(value));
        if (known && !operator.value) operator.value = known.operators[0];
        offer(choice, value => value.startsWith(`${about}:`));
        const asks = known && !['Changed', 'Empty', 'Filled'].includes(operator.value);
        choice.closest('.col-6').hidden = !(asks && known.control === 'choice');
        // What was typed and is none of the choices is not hidden, nor what is no day thrown away.
        typed.closest('.col-6').hidden = !(asks && (known.control !== 'choice' || (typed.value && !choice.value)));
        typed.type = known?.control === 'date' && /^(\d{4}-\d\d-\d\d)?$/.test(typed.value) ? 'date' : 'text';
        typed.inputMode = known?.control === 'number' ? 'decimal' : 'text';
      }
    };
    form.addEventListener('change', e => {
      // Another field is asked for another value.
      if (/\.(Field|Key)$/.test(e.target.name)) $('[name$=".Value"]', e.target.closest('[data-rule-row]')).value = '';
      sort();
    });
    sort();
  });

  // ---- time that is left, ticking by the server's clock
  let [skew, told] = [0, ''];
  const tick = () => {
    if (document.hidden) return;
    const now = $('[data-now]')?.dataset.now ?? '';
    if (now && now !== told) [told, skew] = [now, Date.parse(now) - Date.now()];
    for (const element of $$('[data-countdown]')) {
      const left = Math.round((Date.parse(element.dateTime) - Date.now() - skew) / 1000);
      const [hours, rest] = [Math.floor(Math.abs(left) / 3600), Math.abs(left) % 3600];
      if (hours >= 24) continue; // the days it says already are exact enough
      const two = n => String(n).padStart(2, '0');
      element.textContent = `${left < 0 ? '\u2212' : ''}${hours}:${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
    }
  };
  each('[data-countdown]', () => { if (!tick.every) tick.every = setInterval(tick, 1000); });

  // ---- charts
  const echarts = () => library(script.dataset.charts, 'echarts');
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palettes = {
    light: ['#066fd1', '#d6336c', '#0ca678', '#d9730d', '#6741d9', '#1098ad', '#868e96', '#a0730b'],
    dark: ['#4dabf7', '#f783ac', '#38d9a9', '#ffa94d', '#b197fc', '#3bc9db', '#ced4da', '#ffd43b'],
  };

  const optionOf = ({ kind, categories, series, unit, decimals, up, across }) => {
    const dark = document.documentElement.dataset.bsTheme === 'dark';
    const [ink, line] = [css('--crm-chart-text'), css('--crm-chart-line')];
    const show = v => v == null ? '–' : Number(v).toLocaleString(document.documentElement.lang, { maximumFractionDigits: Math.max(decimals, 2) }) + (unit ? ` ${unit}` : '');
    const axis = { axisLabel: { color: ink, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
    const base = {
      color: palettes[dark ? 'dark' : 'light'],
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      // richText: an HTML tooltip carries inline styles, which the page's policy refuses.
      tooltip: { renderMode: 'richText', trigger: 'axis', confine: true, valueFormatter: show, backgroundColor: css('--tblr-bg-surface') || '#fff', borderColor: line, textStyle: { color: ink } },
      legend: { show: series.length > 1, type: 'scroll', bottom: 0, textStyle: { color: ink }, pageTextStyle: { color: ink }, pageIconColor: ink },
      grid: { left: 8, right: 12, top: 16, bottom: series.length > 1 ? 32 : 8, containLabel: true },
    };
    // Marks: the line to reach, the middle of a scatter.
    const lines = [...(across == null ? [] : [{ xAxis: across }]), ...(up == null ? [] : [{ yAxis: up }])];
    const marks = lines.length ? { silent: true, symbol: 'none', label: { color: ink, position: 'insideEndTop', formatter: p => show(p.value) }, lineStyle: { type: 'dashed', color: ink }, data: lines } : undefined;
    const parts = series[0]?.values.map((value, i) => ({ name: categories[i], value })).filter(p => p.value != null) ?? [];
    const item = { ...base.tooltip, trigger: 'item' };
    switch (kind) {
      case 'pie':
        return { ...base, tooltip: item, legend: { ...base.legend, show: true }, series: [{ type: 'pie', radius: ['45%', '72%'], center: ['50%', '44%'], data: parts, label: { color: ink, formatter: '{b} {d}%' }, itemStyle: { borderColor: css('--tblr-bg-surface'), borderWidth: 1 } }] };
      case 'funnel':
        return { ...base, tooltip: item, legend: { show: false }, series: [{ type: 'funnel', left: '8%', right: '8%', top: 8, bottom: 8, minSize: '12%', sort: 'none', data: parts, label: { color: dark ? '#10182b' : '#fff', position: 'inside', formatter: p => `${p.name} ${show(p.value)}` } }] };
      case 'radar': {
        const top = Math.max(1, ...series.flatMap(s => s.values.map(v => v ?? 0)));
        return { ...base, tooltip: item, radar: { indicator: categories.map(name => ({ name, max: top })), axisName: { color: ink }, splitLine: { lineStyle: { color: line } }, axisLine: { lineStyle: { color: line } }, splitArea: { show: false }, center: ['50%', '46%'], radius: '62%' },
          series: [{ type: 'radar', data: series.map(s => ({ name: s.name, value: s.values.map(v => v ?? 0) })) }] };
      }
      case 'scatter': {
        // Names of the outer points are written inwards, so that the edge cuts none, and of two close points the second's below it.
        const [xs, ys] = series.map(s => s.values);
        const [left, right, height] = [Math.min(...xs), Math.max(...xs), Math.max(...ys) - Math.min(...ys)];
        const inward = x => x < left + (right - left) * .3 ? 'left' : x > right - (right - left) * .3 ? 'right' : 'center';
        const below = [];
        xs.forEach((x, i) => below.push(below.some((b, j) => !b && Math.abs(x - xs[j]) < (right - left) * .35 && Math.abs(ys[i] - ys[j]) < height * .05)));
        return { ...base, legend: { show: false }, tooltip: { ...item, formatter: p => `${p.name}\n${series[0].name}: ${show(p.value[0])}\n${series[1].name}: ${show(p.value[1])}` },
          xAxis: { type: 'value', scale: true, name: series[0]?.name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: ink }, ...axis }, yAxis: { type: 'value', scale: true, name: series[1]?.name, nameTextStyle: { color: ink, align: 'left' }, ...axis },
          grid: { ...base.grid, top: 32, bottom: 28 },
          series: [{ type: 'scatter', symbolSize: 12, markLine: marks, data: categories.map((name, i) => ({ name, value: [xs[i], ys[i]], label: { align: inward(xs[i]), position: below[i] ? 'bottom' : 'top' } })), label: { show: categories.length <= 15, color: ink, formatter: p => p.name } }] };
      }
      default: {
        const bars = kind !== 'line';
        return { ...base, xAxis: { type: 'category', data: categories, boundaryGap: bars, ...axis, splitLine: { show: false } }, yAxis: { type: 'value', ...(up == null ? {} : { max: v => Math.max(v.max, up) }), ...axis, axisLabel: { color: ink, formatter: v => v.toLocaleString(document.documentElement.lang) + (unit === '%' ? ' %' : '') } },
          series: series.map((s, i) => ({ name: s.name, data: s.values, markLine: i ? undefined : marks, type: bars ? 'bar' : 'line', stack: kind === 'stacked' ? 'all' : undefined, barMaxWidth: 36, symbolSize: 6, lineStyle: { width: 2 } })) };
      }
    }
  };

  const drawn = new Set();
  const draw = async element => {
    if (!once(element, 'drawn')) return;
    const data = JSON.parse(element.dataset.chart);
    if (!data.series.some(s => s.values.some(v => v != null))) return; // the table says it all
    element.classList.add('chart-drawn');
    const chart = (await echarts()).init(element, null, { renderer: 'svg' });
    const paint = () => chart.setOption(optionOf(data), true);
    paint();
    if (data.urls) chart.on('click', p => { const url = data.urls[p.dataIndex]; if (url) location.assign(url); });
    new ResizeObserver(() => chart.resize()).observe(element);
    drawn.add({ element, chart, paint });
  };
  each('[data-chart]', draw);
  new MutationObserver(() => {
    for (const entry of drawn) {
      if (entry.element.isConnected) entry.paint();
      else { entry.chart.dispose(); drawn.delete(entry); }
    }
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });

  // The reader follows the system: so does an open page when the system changes.
  if ($('script[src*="theme."]')) {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', e => document.documentElement.setAttribute('data-bs-theme', e.matches ? 'dark' : 'light'));
  }
})();
