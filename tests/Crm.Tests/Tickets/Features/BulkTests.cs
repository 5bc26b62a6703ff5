using System.Globalization;
using System.Net;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Bulk;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Many tickets at once: each obeys what it obeys by hand, none is changed twice.</summary>
public sealed class BulkTests(CrmApp app) : IClassFixture<CrmApp>
{
    static long IdOf(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('/', '?')[3], CultureInfo.InvariantCulture);

    async Task<List<long>> Some(int count, string name)
    {
        var customer = await app.Customer(name);
        var ids = new List<long>();
        for (var i = 0; i < count; i++) ids.Add(await app.Ticket(customer, subject: $"{name} {i}"));
        return ids;
    }

    Task<Dictionary<long, BulkState>> Rows(long run) => app.Db<TicketsDb, Dictionary<long, BulkState>>(db => db.BulkRows.Where(r => r.RunId == run).ToDictionaryAsync(r => r.TicketId, r => r.State));

    [Fact]
    public async Task Ticked_ones_are_counted_changed_in_the_background_and_the_others_stay()
    {
        var ids = await Some(4, "Ticked");
        var supervisor = await app.As("supervisor");
        Assert.Equal(4, (await supervisor.Get($"/tickets?view=Open&q=Ticked")).Document.QuerySelectorAll("input[data-choose=bulk]").Length);
        var url = $"/tickets/bulk?back=view%3DOpen%26q%3DTicked&id={ids[0]}&id={ids[1]}&id={ids[2]}";
        var page = await supervisor.Get(url);
        Assert.Contains("3 tickets will be changed", page.Text("main"), StringComparison.Ordinal);
        var address = page.Document.QuerySelector("form[action^='/tickets/bulk']")!.GetAttribute("action")!;
        var refused = await supervisor.Submit(page, address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotNull(refused.Document.QuerySelector(".page-header a[href='/tickets?view=Open&q=Ticked']"));
        page = await supervisor.Get(url);
        var form = new List<KeyValuePair<string, string>>(ids.Take(3).Select(id => KeyValuePair.Create("id", id.ToString(CultureInfo.InvariantCulture))))
        {
            new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")), new("Form.Changes.Priority", "Urgent"), new("Form.Changes.AddTags", "storm"),
        };
        var started = await supervisor.Send(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) });
        Assert.Equal(HttpStatusCode.Found, started.Status);
        Assert.Equal(TicketPriority.Normal, (await app.Read(ids[0])).Priority);
        Assert.NotNull((await supervisor.Get(started.Location!.OriginalString)).Document.QuerySelector("#outcome[hx-get]"));
        await app.Jobs();
        Assert.NotNull((await supervisor.Get(started.Location!.OriginalString)).Document.QuerySelector(".page-header a[href='/tickets?view=Open&q=Ticked']"));
        foreach (var id in ids.Take(3)) Assert.Equal((TicketPriority.Urgent, "storm"), ((await app.Read(id)).Priority, Assert.Single((await app.Read(id)).Tags)));
        Assert.Equal(TicketPriority.Normal, (await app.Read(ids[3])).Priority);
        var result = await supervisor.Get(started.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, result.Status);
        Assert.NotNull(result.Document.QuerySelector("#outcome:not([hx-get])"));
        Assert.DoesNotContain("Show the result", result.Text("main"), StringComparison.Ordinal); // it is shown
        // What is somebody's own is nobody else's to see.
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(started.Location.OriginalString)).Status);
    }

    [Fact]
    public async Task All_results_of_a_filter_are_changed_and_what_is_refused_says_why_and_can_be_tried_again()
    {
        var ids = await Some(5, "Filtered");
        // One waits already, so that it can go on; the others do not.
        await app.Send(new WaitTicket.Command { Id = ids[2], On = TicketStatus.WaitingCustomer }, "agent");
        var supervisor = await app.As("supervisor");
        var started = await supervisor.Post("/tickets/bulk?all=true&view=Open&q=Filtered", ("Form.Changes.Step", "Resume"));
        Assert.Equal(HttpStatusCode.Found, started.Status);
        await app.Jobs();
        var run = IdOf(started);
        var rows = await Rows(run);
        Assert.Equal(5, rows.Count);
        Assert.Equal(BulkState.Done, rows[ids[2]]);
        Assert.Equal(4, rows.Values.Count(s => s == BulkState.Failed));
        var page = await supervisor.Get(started.Location!.OriginalString);
        Assert.NotNull(page.Document.QuerySelector(".page-header a[href='/tickets?view=Open&q=Filtered']"));
        Assert.Contains("Filtered 0", page.Html, StringComparison.Ordinal);
        Assert.Equal(5, (await supervisor.Get($"/tickets/bulk/{run}/failures")).Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        await app.Send(new WaitTicket.Command { Id = ids[0], On = TicketStatus.WaitingCustomer }, "agent");
        var again = await supervisor.Submit(page, page.Document.QuerySelector("form[action*='/retry']")!.GetAttribute("action")!);
        Assert.Equal(started.Location, again.Location);
        await app.Jobs();
        rows = await Rows(run);
        Assert.Equal(BulkState.Done, rows[ids[0]]);
        Assert.Equal(3, rows.Values.Count(s => s == BulkState.Failed));
    }

    [Fact]
    public async Task Rights_and_scope_hold_for_each()
    {
        var ids = await Some(2, "Scoped");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/tickets/bulk?id={ids[0]}")).Status);
        // A run that was begun with more rights than its owner has when it is worked on: what is out of reach now fails.
        var run = await app.Db<TicketsDb, long>(async db =>
        {
            var row = new BulkRun(await app.Person("agent"), new TicketChanges { Priority = TicketPriority.High }, null, null, 2, app.Clock.Now);
            db.BulkRuns.Add(row);
            await db.SaveChangesAsync();
            var theirs = await app.Ticket(@as: "wu.qian");
            db.BulkRows.AddRange(new BulkRow(row.Id, ids[0]), new BulkRow(row.Id, theirs));
            db.Enqueue<RunBulk, RunBulk.Args>(new(row.Id), "tickets.bulk.job", await app.Person("agent"));
            await db.SaveChangesAsync();
            return row.Id;
        });
        await app.Jobs();
        var states = await Rows(run);
        Assert.Equal(BulkState.Done, states[ids[0]]);
        Assert.Equal(BulkState.Failed, states.Single(s => s.Key != ids[0]).Value);
    }

    [Fact]
    public async Task A_host_that_dies_in_the_middle_leaves_nothing_undone_and_nothing_twice()
    {
        var ids = await Some(6, "Killed");
        var supervisor = await app.As("supervisor");
        var run = IdOf(await supervisor.Post("/tickets/bulk?all=true&view=Open&q=Killed", ("Form.Changes.Note", "Once")));
        // The first host changes two and dies: its lease runs out, another takes the job over.
        await app.Scope(async s =>
        {
            var job = s.GetRequiredService<RunBulk>();
            await Assert.ThrowsAsync<OperationCanceledException>(() => job.Run(new(run), new DiesAfter(2), default));
            return 0;
        }, "supervisor");
        Assert.Equal(2, (await Rows(run)).Values.Count(s => s == BulkState.Done));
        await app.Jobs();
        Assert.All((await Rows(run)).Values, s => Assert.Equal(BulkState.Done, s));
        foreach (var id in ids) Assert.Single((await app.Read(id)).Messages, m => m.Body == "Once");
    }

    [Fact]
    public async Task Two_workers_on_one_run_change_no_ticket_twice()
    {
        var ids = await Some(8, "Doubled");
        var supervisor = await app.As("supervisor");
        var run = IdOf(await supervisor.Post("/tickets/bulk?all=true&view=Open&q=Doubled", ("Form.Changes.Note", "Only once")));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => app.Scope(async s => { await s.GetRequiredService<RunBulk>().Run(new(run), new DiesAfter(int.MaxValue), default); return 0; }, "supervisor"))));
        foreach (var id in ids) Assert.Single((await app.Read(id)).Messages, m => m.Body == "Only once");
        Assert.All((await Rows(run)).Values, s => Assert.Equal(BulkState.Done, s));
    }

    [Fact]
    public async Task All_are_merged_into_one()
    {
        var ids = await Some(4, "Gathered");
        var number = (await app.Read(ids[1])).Name;
        var supervisor = await app.As("supervisor");
        var started = await supervisor.Post("/tickets/bulk?all=true&view=Open&q=Gathered", ("Form.MergeInto", number), ("Form.MergeWhy", "One outage"));
        Assert.Equal(HttpStatusCode.Found, started.Status);
        await app.Jobs();
        Assert.All((await Rows(IdOf(started))).Values, s => Assert.Equal(BulkState.Done, s));
        foreach (var id in ids.Where(i => i != ids[1])) Assert.Equal(ids[1], (await app.Read(id)).MergedIntoId);
        Assert.True((await app.Read(ids[1])).IsOpen);
    }

    sealed class DiesAfter(int rows) : JobProgress
    {
        int seen;
        public override long JobId => 0;
        public override T? Checkpoint<T>() where T : default => default;
        public override Task Report(long done, long? total, object? checkpoint = null) => ++seen >= rows ? throw new OperationCanceledException() : Task.CompletedTask;
    }
}
