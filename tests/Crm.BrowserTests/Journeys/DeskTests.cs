using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Staff.Data;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>The ticket's page as an agent's hands know it.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class DeskTests(BrowserApp app)
{
    [GeneratedRegex(@"/tickets/(\d+)")]
    private static partial Regex TicketUrl();

    [Fact]
    public async Task From_the_queue_to_resolved_a_ticket_takes_at_most_six_keys_besides_typing()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        await NewTicket(window);
        await NewTicket(window);

        // The first round teaches the codes she works with.
        await window.Go("/tickets");
        await window.Press("t");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is yours.");
        await window.Press("r");
        await window.Type("It was the cable.");
        await window.Page.Locator("#say-reply-cause").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await window.Page.Locator("#say-reply-resolution").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await window.Button("Send and resolve").ClickAsync();
        await Expect(window.Toast).ToContainTextAsync("the ticket is resolved");

        await window.Go("/tickets");
        var keys = 0;
        await Key("t");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is yours.");
        var id = IdOf(window);
        await Key("r");
        await Expect(window.Field("Reply")).ToBeFocusedAsync();
        await window.Type("We have sent a new one.");
        await Key("Control+Shift+Enter");
        await Expect(window.Toast).ToContainTextAsync("the ticket is resolved");
        Assert.True(keys <= 6, $"{keys} keys");
        var ticket = await app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().Include(t => t.Messages).SingleAsync(t => t.Id == id));
        Assert.Equal(TicketStatus.Resolved, ticket.Status);
        Assert.NotNull(ticket.CauseId);
        Assert.Contains(ticket.Messages, m => m.Kind == MessageKind.Reply && m.Body == "We have sent a new one.");
        window.AssertNothingBroke();

        async Task Key(string chord)
        {
            keys += chord.Split('+').Length;
            await window.Press(chord);
        }
    }

    [Fact]
    public async Task A_reply_taken_back_within_ten_seconds_never_leaves_and_its_text_returns()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        var id = await NewTicket(window);
        var words = $"Sorry, {Some.Word()}";
        await window.Press("r");
        await window.Type(words);
        await window.Press("Control+Enter");
        await Expect(window.Page.Locator("#toasts").GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToContainTextAsync("s)");
        await window.Press("z");
        await Expect(window.Toast).ToContainTextAsync("taken back");
        await Expect(window.Field("Reply")).ToHaveValueAsync(words);
        await Expect(window.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = words })).ToContainTextAsync("Taken back by");
        var message = await app.Db<TicketsDb, Message>(db => db.Messages.AsNoTracking().SingleAsync(m => m.TicketId == id && m.Kind == MessageKind.Reply));
        Assert.NotNull(message.WithdrawnAt);
        Assert.False(await app.Db<TicketsDb, bool>(db => db.Mail.AnyAsync(m => m.Key == $"ticket-reply:{message.PublicId}")));
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task Enter_belongs_to_the_input_method_while_it_composes()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        var id = await NewTicket(window);
        await window.Press("r");
        var ime = await window.Page.Context.NewCDPSessionAsync(window.Page);
        await ime.SendAsync("Input.imeSetComposition", new() { ["text"] = "ni hao", ["selectionStart"] = 6, ["selectionEnd"] = 6 });
        foreach (var chord in (string[])["Enter", "Control+Enter", "Control+Shift+Enter"]) await window.Press(chord);
        // Safari says it by a number only.
        await window.Page.EvaluateAsync("() => { const e = new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, keyCode: 229, bubbles: true, cancelable: true }); document.activeElement.dispatchEvent(e); }");
        await window.Page.WaitForTimeoutAsync(300);
        Assert.Equal(0, await Replies(id));
        Assert.Equal(id, IdOf(window));
        await ime.SendAsync("Input.insertText", new() { ["text"] = "你好" });
        await window.Press("Control+Enter");
        await Expect(window.Toast).ToContainTextAsync("The reply is on its way.");
        Assert.Equal(1, await Replies(id));
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task What_was_typed_on_one_device_stands_on_the_other()
    {
        await using var desk = await app.Open();
        await desk.SignIn("zhao.min");
        var id = await NewTicket(desk);
        var (reply, note) = ($"Begun {Some.Word()}", $"Thought {Some.Word()}");
        await desk.Press("r");
        await Expect(desk.Field("Reply")).ToBeFocusedAsync();
        await desk.Type(reply);
        await Expect(desk.Page.Locator("#say-reply [data-draft-state]")).ToHaveTextAsync("Draft saved");
        await desk.Page.EvaluateAsync("() => document.activeElement.blur()");
        await desk.Press("n");
        await desk.Type(note);
        await Expect(desk.Page.Locator("#say-note [data-draft-state]")).ToHaveTextAsync("Draft saved");

        await desk.Go($"/tickets/{id}");
        await desk.Press("r");
        await desk.Type(" and continued");
        reply += " and continued";
        await Expect(desk.Field("Reply")).ToHaveValueAsync(reply);
        await Expect(desk.Page.Locator("#say-reply [data-draft-state]")).ToHaveTextAsync("Draft saved");
        await desk.Page.EvaluateAsync("() => document.activeElement.blur()");
        await desk.Press("?");
        await Expect(desk.Page.Locator("#keys-list").GetByRole(AriaRole.Cell, new() { Name = "Reply", Exact = true })).ToBeVisibleAsync();

        await using var phone = await app.Open(phone: true);
        await phone.SignIn("zhao.min");
        await phone.Go("/tickets?view=Drafts");
        // The queue stands on the first screen, and what was written is a touch away.
        Assert.True(await phone.Main.Locator("tbody tr").First.EvaluateAsync<bool>("row => row.getBoundingClientRect().top < innerHeight"), "The views hide the queue.");
        await phone.Go($"/tickets/{id}");
        await phone.Page.Locator("#ticket-head").GetByRole(AriaRole.Link, new() { Name = "Reply" }).TapAsync();
        await Expect(phone.Page.Locator("#say-reply-body")).ToBeInViewportAsync();
        await Expect(phone.Page.Locator("#say-reply-body")).ToHaveValueAsync(reply);
        await Expect(phone.Page.Locator("#say-note-body")).ToHaveValueAsync(note);
        Assert.Empty(await phone.Faults());
        await phone.Button("Send").ClickAsync();
        await Expect(phone.Toast).ToContainTextAsync("The reply is on its way.");
        await Expect(phone.Page.Locator("#say-reply-body")).ToHaveValueAsync("");
        await Expect(phone.Page.Locator("#say-note-body")).ToHaveValueAsync(note);
        desk.AssertNothingBroke();
        phone.AssertNothingBroke();
    }

    [Fact]
    public async Task What_is_typed_after_the_session_ended_is_not_said_to_be_saved_and_is_there_after_signing_in()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        var id = await NewTicket(window);
        var state = window.Page.Locator("#say-reply [data-draft-state]");
        await window.Press("r");
        await window.Type("Begun");
        await Expect(state).ToHaveTextAsync("Draft saved");
        await using (var other = await window.Tab())
        {
            await other.Go("/tickets");
            await other.SignOut();
            await window.Type(" and gone on");
            await Expect(state).ToHaveTextAsync("Draft not saved yet; trying again");
            await window.Page.EvaluateAsync("id => { htmx.ajax('GET', `/tickets/${id}/others?version=0`, '#ticket-others'); }", id);
            await window.Page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
            await window.EnterPassword("zhao.min");
            await Expect(window.Field("Reply")).ToHaveValueAsync("Begun and gone on");
            await Expect(state).ToHaveTextAsync("Draft saved");

            // What is sent after the session ended is not lost either, and what was sent does not come back.
            await window.Page.Context.ClearCookiesAsync(new() { Name = "crm.session" });
            await window.Page.Locator("#say-reply-body").FocusAsync();
            await window.Press("Control+Enter");
            await window.Page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
            await window.EnterPassword("zhao.min");
            await Expect(window.Field("Reply")).ToHaveValueAsync("Begun and gone on");
            await window.Page.Locator("#say-reply-body").FocusAsync();
            await window.Press("Control+Enter");
            await Expect(window.Toast).ToContainTextAsync("The reply is on its way.");
            await window.Settled();
            await window.Page.WaitForTimeoutAsync(500);
            await Expect(window.Field("Reply")).ToHaveValueAsync("");
        }
        Assert.Equal(1, await Replies(id));
    }

    [Fact]
    public async Task A_slash_after_Chinese_punctuation_inserts_and_what_is_for_colleagues_goes_into_a_reply_after_a_question()
    {
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        var word = Some.Word();
        await window.Go("/knowledge/articles/new");
        await window.Field("Category").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await window.Field("English title").FillAsync($"Inside {word}");
        await window.Field("English text").FillAsync("For us alone.");
        await window.Button("Save").ClickAsync();
        await window.Button("Publish internally").ClickAsync();
        await Expect(window.Toast).ToContainTextAsync("Internal");
        await NewTicket(window);

        await window.Press("r");
        await window.Page.Keyboard.InsertTextAsync("您好，");
        await window.Type("/" + word);
        var menu = window.Page.Locator("#say-reply-menu [data-insert]");
        await Expect(menu).ToContainTextAsync("Internal");
        await window.Press("Enter");
        await Expect(window.Page.Locator("#confirm")).ToBeVisibleAsync();
        await Expect(window.Field("Reply")).ToHaveValueAsync("您好，/" + word);
        await window.Page.Locator("#confirm-yes").ClickAsync();
        await Expect(window.Field("Reply")).ToHaveValueAsync("您好，For us alone.");
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task Two_devices_that_type_one_reply_are_shown_what_the_other_has()
    {
        await using var desk = await app.Open();
        await using var phone = await app.Open();
        await desk.SignIn("zhao.min");
        await phone.SignIn("zhao.min");
        var id = await NewTicket(desk);
        await phone.Go($"/tickets/{id}");
        await phone.Press("r");
        await phone.Type("From the phone");
        await Expect(phone.Page.Locator("#say-reply [data-draft-state]")).ToHaveTextAsync("Draft saved");
        await desk.Press("r");
        await desk.Type("From the desk");
        var other = desk.Page.Locator("#say-reply [data-elsewhere]");
        await Expect(other.Locator("blockquote")).ToHaveTextAsync("From the phone");
        desk.TakeComplaints(); // the refusal
        Assert.Empty(await desk.Faults());
        await other.GetByRole(AriaRole.Button, new() { Name = "Take the other" }).ClickAsync();
        await Expect(desk.Field("Reply")).ToHaveValueAsync("From the phone");
        await Expect(other).ToBeHiddenAsync();
        await desk.Type(", and on");
        await Expect(desk.Page.Locator("#say-reply [data-draft-state]")).ToHaveTextAsync("Draft saved");
        await phone.Type("!");
        await phone.Page.Locator("#say-reply [data-keep-mine]").ClickAsync();
        await Expect(phone.Page.Locator("#say-reply [data-draft-state]")).ToHaveTextAsync("Draft saved");
        await desk.Go($"/tickets/{id}");
        await Expect(desk.Page.Locator("#say-reply-body")).ToHaveValueAsync("From the phone!");
        desk.AssertNothingBroke();
        phone.AssertNothingBroke();
    }

    [Fact]
    public async Task A_long_form_is_filled_again_when_one_had_to_sign_in_first()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        await window.Go("/tickets/new");
        await window.Pick("Customer", "C000002");
        await window.Field("Subject").FillAsync("Typed for nothing?");
        await window.Field("What the customer says").FillAsync("A long story.");
        await window.Settled();
        await window.Page.Context.ClearCookiesAsync(new() { Name = "crm.session" });
        await window.Press("Control+Enter");
        await window.Page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
        await window.EnterPassword("zhao.min");
        await Expect(window.Field("Subject")).ToHaveValueAsync("Typed for nothing?");
        await Expect(window.Field("What the customer says")).ToHaveValueAsync("A long story.");
        await window.Settled();
        await window.Field("What the customer says").FocusAsync();
        await window.Press("Control+Enter");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is open.");
        await window.Go("/tickets/new");
        await Expect(window.Field("Subject")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Two_at_one_ticket_on_two_hosts_see_each_other_and_each_others_news_without_losing_a_word()
    {
        await using var second = await app.SecondHost();
        await using var min = await app.Open();
        await using var fang = await app.Open(at: second);
        await min.SignIn("zhao.min");
        await fang.SignIn("supervisor");
        var id = await NewTicket(min);
        await fang.Go($"/tickets/{id}");
        var (other, herself) = (await Name("supervisor"), await Name("zhao.min"));
        var there = min.Page.Locator("#ticket-others");
        await Expect(there).ToContainTextAsync(other);
        await Expect(fang.Page.Locator("#ticket-others")).ToContainTextAsync(herself);

        await min.Press("r");
        await min.Type("I am writing this");
        await Expect(fang.Page.Locator("#ticket-others")).ToContainTextAsync("is typing");

        // The other calls her by a note, by the name she signs in with.
        await fang.Press("n");
        await fang.Type("Look here, @zhao");
        await Expect(fang.Page.Locator("#say-note-menu [data-insert]").First).ToContainTextAsync(herself);
        await fang.Press("Enter");
        await Expect(fang.Page.Locator("#say-note-body")).ToHaveValueAsync($"Look here, @{herself} ");
        await fang.Press("Control+Enter");
        await Expect(fang.Toast).ToHaveTextAsync("The note is saved.");

        await Expect(there).ToContainTextAsync("Updated by " + other);
        await there.GetByRole(AriaRole.Link, new() { Name = "Show" }).ClickAsync();
        await Expect(min.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Look here" })).ToBeVisibleAsync();
        await Expect(min.Page.Locator("#say-reply-body")).ToHaveValueAsync("I am writing this");
        await Expect(there).Not.ToContainTextAsync("Updated by");
        await Expect(there).ToContainTextAsync(other);
        await fang.Go("/tickets");
        await Expect(there).Not.ToContainTextAsync(other);
        min.AssertNothingBroke();
        fang.AssertNothingBroke();
    }

    [Fact]
    public async Task A_picture_is_pasted_and_the_preview_shown_and_acts_of_the_page_stand_in_the_palette()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        var id = await NewTicket(window);
        await window.Press("r");
        await window.Type("As **shown**");
        await window.Page.EvaluateAsync("""
            () => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0])], 'screen.png', { type: 'image/png' }));
                document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(window.Page.Locator("#say-reply .composer-files")).ToContainTextAsync("screen.png");
        await window.Page.Locator("#say-reply [data-preview]").ClickAsync();
        await Expect(window.Page.Locator("#say-reply [data-preview-box] strong")).ToHaveTextAsync("shown");
        Assert.Empty(await window.Faults());
        await window.Page.Locator("#say-reply [data-preview]").ClickAsync();
        await Expect(window.Field("Reply")).ToBeFocusedAsync();
        await window.Press("Control+Enter");
        await Expect(window.Page.Locator($"#ticket-story a[href^='/tickets/{id}/files/']")).ToContainTextAsync("screen.png");

        await window.Press("Control+k");
        await window.Type("assign");
        await Expect(window.Dialog("Command palette").GetByRole(AriaRole.Option).First).ToContainTextAsync("Assign");
        window.AssertNothingBroke();
    }

    Task<string> Name(string person) => app.Db<StaffDb, string>(db => db.Members.Where(m => m.Email == person + "@demo.test").Select(m => m.EnglishName ?? m.Name).SingleAsync());

    static long IdOf(Window window) => long.Parse(TicketUrl().Match(window.Page.Url).Groups[1].Value);

    Task<int> Replies(long id) => app.Db<TicketsDb, int>(db => db.Messages.CountAsync(m => m.TicketId == id && m.Kind == MessageKind.Reply));

    /// <summary>A ticket in the queue of her team; its page is open.</summary>
    static async Task<long> NewTicket(Window window)
    {
        await window.Go("/tickets/new");
        await window.Pick("Customer", "C000002");
        await window.Field("Subject").FillAsync($"Desk {Some.Word()}");
        await window.Field("What the customer says").FillAsync("It does not work.");
        await window.Press("Control+Enter");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is open.");
        await window.Settled();
        return IdOf(window);
    }
}
