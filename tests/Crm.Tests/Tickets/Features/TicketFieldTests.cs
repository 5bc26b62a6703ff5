using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Privacy;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.OwnFields;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

public sealed class TicketFieldTests(CrmApp app) : IClassFixture<CrmApp>
{
    static DefineField.Command Field(string key, FieldKind kind = FieldKind.Text, bool required = false, bool toResolve = false, params TicketType[] types) => new()
    {
        Key = key, Kind = kind, English = $"En {key}", Chinese = $"中 {key}", Required = required, RequiredToResolve = toResolve, Types = [.. types],
        Options = kind is FieldKind.Choice or FieldKind.MultiChoice ? [new() { English = "Gold", Chinese = "金" }, new() { English = "Silver", Chinese = "银" }] : [],
    };

    async Task Retire(long id) => await app.Send(await app.Send(new ChangeField.Query(id)) with { Archived = true });

    static (string, string?)[] New(long customer, string type, params (string, string?)[] more) =>
        [("Form.CustomerId", $"{customer}"), ("Form.Type", type), ("Form.Subject", "It broke"), ("Form.Description", "Please look."), .. more];

    static long IdIn(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_administrator_defines_a_field_of_a_type_and_everybody_fills_it_in_finds_it_and_reads_it()
    {
        var elsewhere = new SlaBook();
        Assert.DoesNotContain((await app.Db<TicketsDb, SlaRules>(db => elsewhere.Read(db, default))).Flow.Fields, f => f.Key == "serial");
        var admin = await app.As("admin");
        var made = await admin.Post("/tickets/settings/fields/new", ("Form.Key", "serial"), ("Form.Kind", "Text"), ("Form.English", "Serial number"), ("Form.Chinese", "序列号"), ("Form.Types", "Repair"));
        Assert.Equal(HttpStatusCode.Found, made.Status);
        Assert.Contains("Serial number", (await admin.Get("/tickets/settings/fields")).Text("tbody"), StringComparison.Ordinal);
        // Another host knows it at once.
        Assert.Contains((await app.Db<TicketsDb, SlaRules>(db => elsewhere.Read(db, default))).Flow.Fields, f => f.Key == "serial");

        var agent = await app.As("agent");
        Assert.Null((await agent.Get("/tickets/new")).Document.QuerySelector("[name='Form.Custom[serial]']"));
        // The fields follow the chosen type: as a fragment, and without script by asking for the form again; nothing is opened by it.
        var customer = await app.Customer("Serial Ltd");
        var blank = await agent.Get("/tickets/new");
        var fresh = await agent.Submit(blank, "/tickets/new?fresh=true", New(customer, "Repair"));
        Assert.Equal(HttpStatusCode.OK, fresh.Status);
        Assert.NotNull(fresh.Document.QuerySelector("[name='Form.Custom[serial]']"));
        Assert.Equal("It broke", fresh.ValueOf("Form.Subject"));
        Assert.False(await app.Db<TicketsDb, bool>(db => db.Tickets.AnyAsync(t => t.CustomerId == customer)));
        var opened = await agent.Submit(fresh, "/tickets/new", ("Form.Custom[serial]", "ZX-4711-Ω"));
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        var id = IdIn(opened);
        Assert.Equal("ZX-4711-Ω", (await app.Read(id)).Custom["serial"]);

        Assert.Contains("ZX-4711-Ω", (await agent.Get($"/tickets/{id}")).Text("#ticket-facts"), StringComparison.Ordinal);
        Assert.Contains("序列号", (await (await app.As("agent", "zh-CN")).Get($"/tickets/{id}")).Text("#ticket-facts"), StringComparison.Ordinal);
        Assert.Contains("ZX-4711-Ω", (await agent.Get($"/tickets/{id}/print")).Text("main"), StringComparison.Ordinal);
        Assert.Contains("It broke", (await agent.Get("/tickets?view=Any&q=ZX-4711")).Text("tbody"), StringComparison.Ordinal);

        Assert.DoesNotContain("ZX-4711", (await agent.Get($"/tickets?customerId={customer}")).Text("tbody"), StringComparison.Ordinal);
        var definition = await app.Db<TicketsDb, long>(db => db.Fields.Where(f => f.Key == "serial").Select(f => f.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/tickets/settings/fields/{definition}", ("Form.InList", "true"))).Status);
        var list = await agent.Get($"/tickets?customerId={customer}");
        Assert.Contains("Serial number", list.Text("thead"), StringComparison.Ordinal);
        Assert.Contains("ZX-4711-Ω", list.Text("tbody"), StringComparison.Ordinal);

        var form = await agent.Get($"/tickets/{id}/edit");
        Assert.Equal("ZX-4711-Ω", form.ValueOf("Form.Custom[serial]"));
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(form, $"/tickets/{id}/edit", ("Form.Custom[serial]", "ZX-4712"))).Status);
        Assert.Contains("Serial number", (await agent.Get($"/tickets/{id}")).Text("section[aria-label='History']"), StringComparison.Ordinal);
        var audit = await app.Scope(async s => (await s.GetRequiredService<SubjectVault>().Open([await s.GetRequiredService<TicketsDb>().Audit.AsNoTracking()
            .Where(a => a.Action == "EditTicket" && a.Entity == "Ticket" && a.EntityId == id).OrderByDescending(a => a.Id).FirstAsync()], default))[0].Before);
        Assert.Contains("ZX-4711", audit, StringComparison.Ordinal);
        // A ticket that becomes another type keeps what it holds.
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/edit", ("Form.Type", "Inquiry"))).Status);
        Assert.Equal("ZX-4712", (await app.Read(id)).Custom["serial"]);
    }

    [Fact]
    public async Task Wrong_input_and_missing_fields_are_told_beside_them_and_kept()
    {
        var seats = await app.Send(Field("seats", FieldKind.Number));
        var must = await app.Send(Field("must", required: true, types: TicketType.Suggestion));
        try
        {
            var agent = await app.As("agent");
            var refused = await agent.Post("/tickets/new", New(await app.Customer(), "Suggestion", ("Form.Custom[seats]", "many")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Equal("many", refused.ValueOf("Form.Custom[seats]"));
            Assert.NotEmpty(refused.ErrorOf("Form.Custom[seats]"));
            refused = await agent.Submit(refused, "/tickets/new", ("Form.Custom[seats]", "12"));
            Assert.NotEmpty(refused.ErrorOf("Form.Custom[must]"));
            Assert.Equal("12", refused.ValueOf("Form.Custom[seats]"));
            var opened = await agent.Submit(refused, "/tickets/new", ("Form.Custom[must]", "yes"));
            Assert.Equal(HttpStatusCode.Found, opened.Status);
            Assert.NotEmpty((await agent.Post($"/tickets/{IdIn(opened)}/edit", ("Form.Custom[must]", ""))).ErrorOf("Form.Custom[must]"));

            // A macro that gives a ticket this type says what the type asks for, and changes nothing.
            var macro = await app.Send(new WriteMacro.Command { Name = "Suggest", Changes = new() { Type = TicketType.Suggestion, AddTags = "idea" } }, "agent");
            var other = await app.Ticket();
            refused = await agent.Post($"/tickets/{other}/macros/{macro}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("En must", refused.Text("main"), StringComparison.Ordinal);
            Assert.Equal((TicketType.Inquiry, 0), ((await app.Read(other)).Type, (await app.Read(other)).Tags.Length));
        }
        finally
        {
            await Retire(seats);
            await Retire(must);
        }
    }

    [Fact]
    public async Task A_field_required_to_resolve_is_asked_for_there_and_kept_with_it()
    {
        var field = await app.Send(Field("verdict", FieldKind.Choice, toResolve: true, types: TicketType.Repair));
        try
        {
            var id = await app.Ticket(type: TicketType.Repair);
            var agent = await app.As("agent");
            var page = await agent.Get($"/tickets/{id}/resolve");
            var refused = await agent.Submit(page, $"/tickets/{id}/resolve", ("Form.Note", "Typed"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Typed"), (refused.Status, refused.ValueOf("Form.Note").Trim()));
            Assert.NotEmpty(refused.ErrorOf("Form.Custom[verdict]"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(refused, $"/tickets/{id}/resolve", ("Form.Custom[verdict]", "gold"))).Status);
            Assert.Equal((TicketStatus.Resolved, "gold"), ((await app.Read(id)).Status, (await app.Read(id)).Custom["verdict"]));
        }
        finally { await Retire(field); }
    }

    [Fact]
    public async Task The_API_takes_typed_values_patches_one_and_filters_and_so_does_the_list()
    {
        var ids = new List<long>();
        foreach (var f in new[] { Field("budget", FieldKind.Number), Field("renews", FieldKind.Date), Field("loyal", FieldKind.YesNo), Field("bays", FieldKind.MultiChoice) }) ids.Add(await app.Send(f));
        try
        {
            var api = await app.Api("supervisor");
            var made = await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = await app.Customer("Fields AG"), type = "inquiry", channel = "web", subject = "With fields", description = "x", custom = new { budget = 12.5, renews = "2026-12-31", loyal = true, bays = new[] { "gold", "silver" } } });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            var body = await made.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(12.5m, body.GetProperty("custom").GetProperty("budget").GetDecimal());

            var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/tickets/{body.GetProperty("id").GetInt64()}") { Content = JsonContent.Create(new { custom = new { budget = 20, loyal = (bool?)null } }) };
            patch.Headers.TryAddWithoutValidation("If-Match", made.Headers.ETag!.ToString());
            var patched = await api.SendAsync(patch);
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
            var custom = (await patched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("custom");
            Assert.Equal((20m, "2026-12-31", false), (custom.GetProperty("budget").GetDecimal(), custom.GetProperty("renews").GetString(), custom.TryGetProperty("loyal", out _)));

            async Task<int> Count(string filter) => (await api.GetFromJsonAsync<JsonElement>("/api/v1/tickets?" + filter)).GetProperty("items").GetArrayLength();
            Assert.Equal(1, await Count("custom[budget.from]=20&custom[budget.to]=20"));
            Assert.Equal(1, await Count("custom[bays]=silver"));
            Assert.Equal(0, await Count("custom[renews.to]=2026-12-30"));
            Assert.Equal(0, await Count("custom[nothing]=1"));
            var unknown = await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = await app.Customer(), type = "inquiry", channel = "web", subject = "x", description = "x", custom = new { nothing = 1 } });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);

            var supervisor = await app.As("supervisor");
            Assert.Null((await supervisor.Get("/tickets?view=Any")).Document.QuerySelector("[name='custom[bays]']"));
            Assert.NotNull((await supervisor.Get("/tickets?view=Any&more=true")).Document.QuerySelector("[name='custom[bays]']"));
            var list = await supervisor.Get("/tickets?view=Any&custom[bays]=gold");
            Assert.Contains("With fields", list.Text("tbody"), StringComparison.Ordinal);
            Assert.DoesNotContain("With fields", (await supervisor.Get("/tickets?view=Any&custom[renews.from]=2027-01-01")).Html, StringComparison.Ordinal);

            // A saved view keeps the filter.
            var view = await supervisor.Get("/tickets/saved-views/new?view=Any&custom[bays]=gold");
            Assert.Equal("gold", view.ValueOf("Form.Filter.Custom[bays]"));
            var saved = await supervisor.Submit(view, "/tickets/saved-views/new", ("Form.Name", "Golden"));
            Assert.Equal(HttpStatusCode.Found, saved.Status);
            Assert.Contains("gold", await app.Db<TicketsDb, string>(db => db.SavedViews.Where(v => v.Name == "Golden").Select(v => v.Filter).SingleAsync()), StringComparison.Ordinal);
            Assert.Equal(1, (await supervisor.Get(saved.Location!.OriginalString)).Document.QuerySelectorAll("tbody[data-rows] tr").Length);

            // And the export says it.
            var started = await supervisor.Post("/tickets/export?view=Any&custom[bays]=gold");
            await app.Jobs();
            var csv = (await supervisor.Get(started.Location!.OriginalString + "/file")).Html;
            Assert.Contains("En bays", csv, StringComparison.Ordinal);
            Assert.Contains("Gold, Silver", csv, StringComparison.Ordinal);
        }
        finally { foreach (var id in ids) await Retire(id); }
    }

    [Fact]
    public async Task Programs_define_a_field_and_change_it_with_its_tag()
    {
        var api = await app.Api();
        var made = await api.PostAsJsonAsync("/api/v1/ticket-fields", new { key = "from_api", kind = "text", english = "From API", chinese = "来自接口", types = new[] { "repair" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        async Task<HttpResponseMessage> Patch(string? tag, object body)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, made.Headers.Location!.OriginalString) { Content = JsonContent.Create(body) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            return await api.SendAsync(request);
        }
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Patch(null, new { archived = true })).StatusCode);
        var changed = await Patch(made.Headers.ETag!.ToString(), new { archived = true });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(made.Headers.ETag!.ToString(), new { archived = false })).StatusCode);
        Assert.Contains((await (await app.Api("agent")).GetFromJsonAsync<JsonElement>("/api/v1/ticket-fields")).GetProperty("items").EnumerateArray(), f => f.GetProperty("key").GetString() == "from_api");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsJsonAsync("/api/v1/ticket-fields", new { key = "x", kind = "text", english = "x", chinese = "x" })).StatusCode);
    }

    [Fact]
    public async Task A_stale_change_overwrites_nothing_and_a_choice_in_use_stays()
    {
        var id = await app.Send(Field("grade", FieldKind.Choice));
        try
        {
            await app.Send(new OpenTicket.Command { CustomerId = await app.Customer(), Type = TicketType.Inquiry, Channel = TicketChannel.Web, Subject = "Graded", Description = "x", Custom = new() { ["grade"] = ["gold"] } }, "agent");
            var admin = await app.As("admin");
            var mine = await admin.Get($"/tickets/settings/fields/{id}");
            await app.Send(await app.Send(new ChangeField.Query(id)) with { English = "Theirs" });
            var stale = await admin.Submit(mine, $"/tickets/settings/fields/{id}", ("Form.English", "Mine"));
            Assert.Equal(HttpStatusCode.Conflict, stale.Status);
            Assert.Contains("Theirs", stale.Html, StringComparison.Ordinal);
            var refused = await admin.Post($"/tickets/settings/fields/{id}", ("Form.Options[0].English", ""), ("Form.Options[0].Chinese", ""), ("Form.Options[0].Value", ""));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("Gold", refused.ErrorOf("Form.Options"), StringComparison.Ordinal);
        }
        finally { await Retire(id); }
    }

    [Fact]
    public async Task What_a_ticket_holds_is_in_the_archive_of_its_customer_and_goes_when_they_are_erased()
    {
        var field = await app.Send(Field("secret"));
        try
        {
            var customer = await app.Customer("Forgotten Ltd");
            var id = await app.Send(new OpenTicket.Command { CustomerId = customer, Type = TicketType.Inquiry, Channel = TicketChannel.Web, Subject = "x", Description = "x", Custom = new() { ["secret"] = ["HUSH-1"] } }, "supervisor");
            var sections = await app.Scope(async s => await ActivatorUtilities.CreateInstance<Crm.Tickets.Features.TicketData>(s).Of(customer, default));
            Assert.Contains("HUSH-1", JsonSerializer.Serialize(sections), StringComparison.Ordinal);
            await app.Scope(async s => { await ActivatorUtilities.CreateInstance<WhenCustomerErased>(s).Handle(new CustomerErased(customer, app.Clock.Now), default); return true; });
            Assert.True((await app.Read(id)).Custom.IsEmpty);
            Assert.DoesNotContain("hush", (await app.Read(id)).Words, StringComparison.OrdinalIgnoreCase);
        }
        finally { await Retire(field); }
    }

    [Fact]
    public async Task Filters_are_answered_by_indexes()
    {
        var id = await app.Send(Field("floor", FieldKind.Number));
        try
        {
            for (var i = 0; i < 2; i++) await app.Scope(async s => { await ActivatorUtilities.CreateInstance<IndexFields>(s).Run(default); return true; }); // once is enough
            var plans = await app.Db<TicketsDb, string>(async db =>
            {
                await using var transaction = await db.Begin(default);
                await db.Database.ExecuteSqlRawAsync("set local enable_seqscan = off");
                return string.Join('\n', await db.Database.SqlQueryRaw<string>("explain select id from tickets.tickets where custom @> '{{\"floor\": 5}}'").ToListAsync()) +
                    string.Join('\n', await db.Database.SqlQueryRaw<string>("explain select id from tickets.tickets where jsonb_extract_path_text(custom, 'floor')::numeric >= 5").ToListAsync());
            });
            Assert.Contains("ix_tickets_custom", plans, StringComparison.Ordinal);
            Assert.Contains("ix_custom_" + id, plans, StringComparison.Ordinal);
        }
        finally { await Retire(id); }
    }
}
