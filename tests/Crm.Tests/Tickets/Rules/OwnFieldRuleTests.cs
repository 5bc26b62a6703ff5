using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.OwnFields;
using Crm.Tickets.Features.Rules;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Rules;

/// <summary>Rules that look at fields an administrator has added, and fill them in.</summary>
public sealed class OwnFieldRuleTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        foreach (var (key, kind) in new[] { ("serial", FieldKind.Text), ("seats", FieldKind.Number), ("bought", FieldKind.Date), ("plan", FieldKind.Choice), ("parts", FieldKind.MultiChoice), ("insured", FieldKind.YesNo) })
            if (!await app.Db<TicketsDb, bool>(db => db.Fields.AnyAsync(f => f.Key == key)))
                await app.Send(new DefineField.Command
                {
                    Key = key, Kind = kind, English = $"En {key}", Chinese = $"中 {key}",
                    Options = kind is FieldKind.Choice or FieldKind.MultiChoice ? [new() { English = "Gold", Chinese = "金" }, new() { English = "Silver", Chinese = "银" }] : [],
                }, "admin");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    static WriteRule.Row If(string key, RuleOperator how, string? value = null) => new() { Field = RuleField.Custom, Key = key, Operator = how, Value = value };

    static WriteRule.Command Rule(string name, TicketChanges changes, params WriteRule.Row[] all) => new() { Name = name, NameZh = name, Trigger = RuleTrigger.Opened, Changes = changes, All = [.. all] };

    async Task Only()
    {
        await app.Deliver();
        foreach (var id in await app.Db<TicketsDb, List<long>>(db => db.TicketRules.Select(r => r.Id).ToListAsync())) await app.Send(new DeleteRule.Command(id), "admin");
    }

    async Task<long> Open(params (string Key, string Value)[] custom)
    {
        var id = await app.Send(new OpenTicket.Command
        {
            CustomerId = await app.Customer(), Type = TicketType.Repair, Priority = TicketPriority.Normal, Subject = "It broke", Description = "Please look.", Channel = TicketChannel.Phone,
            Custom = custom.ToDictionary(c => c.Key, c => c.Value.Split('|').ToList()),
        }, "agent");
        await app.Deliver();
        return id;
    }

    [Theory]
    [InlineData("serial", "Is", "zx-1", "ZX-1", "ZX-12")]
    [InlineData("serial", "Contains", "foo, 47", "ZX-4711", "ZX-12")]
    [InlineData("seats", "AtLeast", "1,000", "1000", "999.5")]
    [InlineData("seats", "AtMost", "3", "2.5", "3.1")]
    [InlineData("bought", "AtMost", "2026/1/5", "2026-01-05", "2026-01-06")]
    [InlineData("plan", "Is", "金", "gold", "silver")]
    [InlineData("plan", "IsNot", "Gold", "silver", "gold")]
    [InlineData("parts", "Contains", "silver", "gold|silver", "gold")]
    [InlineData("insured", "Is", "是", "true", "false")]
    [InlineData("serial", "Filled", null, "x", "")]
    [InlineData("seats", "Empty", null, "", "1")]
    [InlineData("plan", "Is", "Gold", "gold", "")]
    public async Task A_rule_asks_a_field_of_ones_own_what_its_kind_can_be_asked(string key, string how, string? value, string met, string unmet)
    {
        await Only();
        await app.Send(Rule("Own", new() { AddTags = "met" }, If(key, Enum.Parse<RuleOperator>(how), value)), "admin");
        Assert.Equal(["met"], (await app.Read(await Open((key, met)))).Tags);
        Assert.Empty((await app.Read(await Open((key, unmet)))).Tags);
    }

    [Fact]
    public async Task A_rule_fills_in_a_field_and_the_next_rule_sees_it()
    {
        await Only();
        await app.Send(Rule("First", new() { FieldKey = "parts", FieldValue = "金、Silver" }, If("plan", RuleOperator.Empty)), "admin");
        await app.Send(Rule("Second", new() { AddTags = "seen" }, If("parts", RuleOperator.Contains, "Gold")), "admin");
        var ticket = await app.Read(await Open());
        Assert.Equal(["gold", "silver"], Assert.IsAssignableFrom<IReadOnlyList<string>>(ticket.Custom["parts"]));
        Assert.Equal(["seen"], ticket.Tags);
        var change = ticket.History.Single(h => h.Kind == HistoryKind.Fields);
        Assert.Equal(("parts", null, "tickets.reason.rule"), (change.To, change.ById, change.Reason));
    }

    [Fact]
    public async Task A_rule_whose_field_the_type_does_not_have_is_refused_and_says_why()
    {
        await Only();
        var field = await app.Db<TicketsDb, long>(db => db.Fields.Where(f => f.Key == "serial").Select(f => f.Id).SingleAsync());
        var now = await app.Send(new ChangeField.Query(field), "admin");
        await app.Send(now with { Types = [TicketType.Complaint] }, "admin");
        try
        {
            await app.Send(Rule("Elsewhere", new() { AddTags = "half", FieldKey = "serial", FieldValue = "x" }), "admin");
            var id = await Open();
            var line = Assert.Single(await app.Db<TicketsDb, List<RuleLine>>(db => db.RuleLog.AsNoTracking().Where(l => l.TicketId == id).ToListAsync()));
            Assert.Equal((RuleOutcome.Refused, "tickets.changes.no_field"), (line.Outcome, line.Refusal));
            Assert.Empty((await app.Read(id)).Tags);
        }
        finally { await app.Send(await app.Send(new ChangeField.Query(field), "admin") with { Types = [] }, "admin"); }
    }

    [Fact]
    public async Task The_editor_offers_the_fields_tries_the_rule_on_past_tickets_and_tells_it_in_both_languages()
    {
        await Only();
        var (gold, silver) = (await Open(("plan", "gold")), await Open(("plan", "silver")));
        var admin = await app.As("admin");
        (string, string?)[] form = [("Form.Name", "Gold"), ("Form.NameZh", "金卡"), ("Form.Trigger", "Opened"), ("Form.Active", "true"), ("Form.All[0].Field", "Custom"), ("Form.All[0].Key", "plan"), ("Form.All[0].Operator", "Is"), ("Form.All[0].Value", "金"),
            ("Form.Any[0].Field", "Custom"), ("Form.Any[0].Key", "serial"), ("Form.Any[0].Operator", "Empty"), ("Form.Changes.FieldKey", "insured"), ("Form.Changes.FieldValue", "yes")];
        var page = await admin.Get("/tickets/settings/rules/new");
        Assert.NotNull(page.Document.QuerySelector("[name='Form.All[0].Key'] option[value=plan]"));
        var tried = await admin.Submit(page, "/tickets/settings/rules/new", [.. form, ("Dry", "true")]);
        Assert.Equal(HttpStatusCode.OK, tried.Status);
        var name = (await app.Read(gold)).Name;
        var lines = tried.Document.QuerySelectorAll("#tried .list-group-item").Select(l => l.TextContent).ToList();
        Assert.Contains(lines, l => l.Contains(name, StringComparison.Ordinal) && l.Contains("would act", StringComparison.Ordinal));
        Assert.False(await app.Db<TicketsDb, bool>(db => db.TicketRules.AnyAsync()));

        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(tried, "/tickets/settings/rules/new", [.. form])).Status);
        var list = (await admin.Get("/tickets/settings/rules")).Text("main");
        Assert.Contains("En plan is Gold", list, StringComparison.Ordinal);
        Assert.Contains("En serial is empty", list, StringComparison.Ordinal);
        Assert.Contains("En insured: Yes", list, StringComparison.Ordinal);
        Assert.Contains("中 plan为金", (await (await app.As("admin", "zh-CN")).Get("/tickets/settings/rules")).Text("main"), StringComparison.Ordinal);
        var rule = await app.Db<TicketsDb, TicketRule>(db => db.TicketRules.AsNoTracking().SingleAsync());
        var again = await admin.Get($"/tickets/settings/rules/{rule.Id}");
        Assert.Equal(("plan", "Custom:plan:gold", "", "true"), (again.ValueOf("Form.All[0].Key"), again.ValueOf("Form.All[0].Choice"), again.ValueOf("Form.All[0].Value"), again.ValueOf("Form.Changes.FieldValue")));

        var id = await Open(("plan", "gold"));
        Assert.Equal(true, (await app.Read(id)).Custom["insured"]);
        Assert.Null((await app.Read(silver)).Custom["insured"]);
        Assert.Contains("En plan is Gold", (await admin.Get($"/tickets/settings/rules/log?ticket={id}")).Text("main"), StringComparison.Ordinal);
        Assert.Contains("En plan is Gold", (await admin.Get($"/tickets/{id}")).Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_field_offers_is_chosen_in_the_readers_language_and_stays_chosen_when_something_else_is_wrong()
    {
        await Only();
        var admin = await app.As("admin");
        var page = await (await app.As("admin", "zh-CN")).Get("/tickets/settings/rules/new");
        Assert.Equal(["中 plan：金", "中 plan：银", "中 parts：金", "中 parts：银", "中 insured：是", "中 insured：否"],
            page.Document.QuerySelectorAll("[name='Form.All[0].Choice'] option[value^='Custom:']").Select(o => o.TextContent.Trim()));
        var controls = JsonSerializer.Deserialize<JsonElement>(page.Document.QuerySelector("#rule")!.GetAttribute("data-rule-fields")!);
        Assert.Equal("text number date choice choice choice", string.Join(' ', new[] { "serial", "seats", "bought", "plan", "parts", "insured" }.Select(k => controls.GetProperty($"Custom:{k}").GetProperty("control").GetString())));

        (string, string?)[] form = [("Form.NameZh", "选"), ("Form.Trigger", "Opened"), ("Form.Changes.AddTags", "chosen"),
            ("Form.All[0].Field", "Custom"), ("Form.All[0].Key", "insured"), ("Form.All[0].Operator", "Is"), ("Form.All[0].Choice", "Custom:insured:true"),
            ("Form.Any[0].Field", "Custom"), ("Form.Any[0].Key", "parts"), ("Form.Any[0].Operator", "Contains"), ("Form.Any[0].Choice", "Custom:parts:silver"),
            ("Form.Any[1].Field", "Custom"), ("Form.Any[1].Key", "seats"), ("Form.Any[1].Operator", "AtLeast"), ("Form.Any[1].Value", "12")];
        var nameless = await admin.Post("/tickets/settings/rules/new", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nameless.Status);
        Assert.Equal(("Custom:insured:true", "Custom:parts:silver", "12"), (nameless.ValueOf("Form.All[0].Choice"), nameless.ValueOf("Form.Any[0].Choice"), nameless.ValueOf("Form.Any[1].Value")));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(nameless, "/tickets/settings/rules/new", ("Form.Name", "Chosen"))).Status);
        Assert.Equal(["chosen"], (await app.Read(await Open(("insured", "true"), ("parts", "gold|silver")))).Tags);
        Assert.Empty((await app.Read(await Open(("insured", "false"), ("parts", "silver")))).Tags);
    }

    [Theory]
    [InlineData("plan", "Is", null)]
    [InlineData("parts", "Contains", "Custom:plan:gold")]
    [InlineData("insured", "Is", "Custom:insured:perhaps")]
    public async Task A_choice_that_is_missing_or_another_fields_is_told_beside_the_choices(string key, string how, string? choice)
    {
        await Only();
        var bad = await (await app.As("admin")).Post("/tickets/settings/rules/new", ("Form.Name", "Bad"), ("Form.NameZh", "坏"), ("Form.Trigger", "Opened"), ("Form.All[0].Field", "Custom"), ("Form.All[0].Key", key), ("Form.All[0].Operator", how), ("Form.All[0].Choice", choice), ("Form.Changes.AddTags", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.All[0].Choice"));
    }

    [Fact]
    public async Task Two_choices_at_once_that_a_program_asked_for_stay_as_they_are()
    {
        await Only();
        var id = await app.Send(Rule("Two", new() { AddTags = "x" }, If("parts", RuleOperator.Contains, "gold, silver")), "admin");
        var page = await (await app.As("admin")).Get($"/tickets/settings/rules/{id}");
        Assert.Equal(("", "gold, silver"), (page.ValueOf("Form.All[0].Choice"), page.ValueOf("Form.All[0].Value")));
    }

    [Theory]
    [InlineData("nowhere", "Is", "x", "Form.All[0].Key")]
    [InlineData("plan", "AtLeast", "gold", "Form.All[0].Operator")]
    [InlineData("plan", "Is", "bronze", "Form.All[0].Value")]
    [InlineData("seats", "AtLeast", "many", "Form.All[0].Value")]
    [InlineData("bought", "Is", "soon", "Form.All[0].Value")]
    [InlineData("serial", "Contains", "", "Form.All[0].Value")]
    public async Task What_a_field_cannot_be_asked_is_refused_beside_the_condition(string key, string how, string value, string beside)
    {
        await Only();
        var bad = await (await app.As("admin")).Post("/tickets/settings/rules/new", ("Form.Name", "Bad"), ("Form.NameZh", "坏"), ("Form.Trigger", "Opened"), ("Form.All[0].Field", "Custom"), ("Form.All[0].Key", key), ("Form.All[0].Operator", how), ("Form.All[0].Value", value), ("Form.Changes.AddTags", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf(beside));
        var action = await Assert.ThrowsAsync<RuleException>(() => app.Send(Rule("Bad", new() { FieldKey = "seats", FieldValue = "many" }), "admin"));
        Assert.Equal("tickets.changes.field_value", action.Key);
        Assert.Equal("Changes.FieldKey", (await Assert.ThrowsAsync<RuleException>(() => app.Send(Rule("Bad", new() { FieldKey = "nowhere", FieldValue = "x" }), "admin"))).Field);
    }

    [Theory]
    [InlineData("/tickets/settings/rules/new"), InlineData("/tickets/macros/new"), InlineData("/tickets/bulk?all=true&view=Open")]
    public async Task What_a_field_is_filled_with_has_the_fields_own_input(string url)
    {
        await Open();
        var admin = await app.As("admin");
        var page = await admin.Get(url);
        var key = page.Document.QuerySelector("[name='Form.Changes.FieldKey']")!;
        Assert.Null(page.Document.QuerySelector("[name^='Form.Changes.FieldValue']"));
        var anew = new Uri(new Uri("http://crm" + url), key.GetAttribute("hx-post")!).PathAndQuery;
        key.Closest("form")!.SetAttribute("action", anew);
        async Task<AngleSharp.Dom.IElement> Input(string field, string name = "Form.Changes.FieldValue")
        {
            var shown = await admin.Submit(page, anew, ("Form.Changes.FieldKey", field), ("Form.Changes.AddTags", "kept"));
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.Equal("kept", shown.ValueOf("Form.Changes.AddTags"));
            return shown.Document.QuerySelectorAll($"[name='{name}']").Last();
        }
        Assert.Equal(["", "gold", "silver"], (await Input("plan")).QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal(["", "true", "false"], (await Input("insured")).QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal("date", (await Input("bought")).GetAttribute("type"));
        Assert.Equal("decimal", (await Input("seats")).GetAttribute("inputmode"));
        Assert.Equal("checkbox", (await Input("parts", "Form.Changes.FieldValues")).GetAttribute("type"));
    }

    [Fact]
    public async Task Several_choices_are_ticked_and_what_a_field_cannot_hold_is_told_beside_it()
    {
        var agent = await app.As("agent");
        var made = await agent.Post("/tickets/macros/new", ("Form.Name", "Two parts"), ("Form.Changes.FieldKey", "parts"), ("Form.Changes.FieldValues", ""), ("Form.Changes.FieldValues", "gold"), ("Form.Changes.FieldValues", "silver"));
        Assert.Equal(HttpStatusCode.Found, made.Status);
        var macro = await app.Db<TicketsDb, Macro>(db => db.Macros.AsNoTracking().SingleAsync(m => m.Name == "Two parts"));
        Assert.Equal("gold, silver", macro.Changes.FieldValue);
        var page = await agent.Get($"/tickets/macros/{macro.Id}");
        Assert.Equal(2, page.Document.QuerySelectorAll("[name='Form.Changes.FieldValues'][checked]").Length);
        var id = await Open();
        await app.Send(new ApplyMacro.Command { Id = id, MacroId = macro.Id }, "agent");
        Assert.Equal(["gold", "silver"], CustomField.Typed((await app.Read(id)).Custom["parts"]));

        var bad = await agent.Post("/tickets/macros/new", ("Form.Name", "Many"), ("Form.Changes.FieldKey", "seats"), ("Form.Changes.FieldValue", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Changes.FieldValue"));
        Assert.Equal("many", bad.ValueOf("Form.Changes.FieldValue"));
    }

    [Fact]
    public async Task A_macro_fills_in_a_field_and_a_required_one_is_not_emptied()
    {
        await Only();
        var field = await app.Db<TicketsDb, long>(db => db.Fields.Where(f => f.Key == "serial").Select(f => f.Id).SingleAsync());
        var id = await Open(("serial", "A-1"));
        var fill = await app.Send(new WriteMacro.Command { Name = "Fill", Changes = new() { FieldKey = "serial", FieldValue = "B-2" } }, "agent");
        var empty = await app.Send(new WriteMacro.Command { Name = "Empty", Changes = new() { FieldKey = "serial" } }, "agent");
        await app.Send(await app.Send(new ChangeField.Query(field), "admin") with { Required = true }, "admin");
        try
        {
            await app.Send(new ApplyMacro.Command { Id = id, MacroId = fill }, "agent");
            Assert.Equal("B-2", (await app.Read(id)).Custom["serial"]);
            await Assert.ThrowsAsync<RuleException>(() => app.Send(new ApplyMacro.Command { Id = id, MacroId = empty }, "agent"));
        }
        finally { await app.Send(await app.Send(new ChangeField.Query(field), "admin") with { Required = false }, "admin"); }
        await app.Send(new ApplyMacro.Command { Id = id, MacroId = empty }, "agent");
        Assert.Null((await app.Read(id)).Custom["serial"]);
    }

    [Fact]
    public async Task A_program_writes_and_reads_such_a_rule()
    {
        await Only();
        var api = await app.Api("admin");
        var made = await api.PostAsJsonAsync("/api/v1/ticket-rules", new { name = "Api", nameZh = "接口", trigger = "opened", all = new[] { new { field = "custom", key = "seats", @operator = "at_least", value = "1,000" } }, changes = new { fieldKey = "plan", fieldValue = "Silver" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var read = await api.GetFromJsonAsync<JsonElement>(made.Headers.Location);
        Assert.Equal(("custom", "seats", "1000"), (read.GetProperty("all")[0].GetProperty("field").GetString(), read.GetProperty("all")[0].GetProperty("key").GetString(), read.GetProperty("all")[0].GetProperty("value").GetString()));
        Assert.Equal("silver", (await app.Read(await Open(("seats", "1000")))).Custom["plan"]);
    }
}
