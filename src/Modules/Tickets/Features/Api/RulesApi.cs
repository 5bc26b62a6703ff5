using Crm.Platform.Api;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Rules;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Api;

/// <summary>If this, then that, as JSON.</summary>
internal static class RulesApi
{
    public sealed record RuleJson(long Id, string Name, bool Active, bool Stop, RuleTrigger Trigger, string When, IReadOnlyList<string> Conditions, IReadOnlyList<string> Actions, DateTimeOffset? LastAt);

    public sealed record MoveBody(bool? Up);

    /// <param name="Looked">How often the rule would have been asked: at most the latest 500 times.</param>
    /// <param name="Met">How often it would have acted.</param>
    public sealed record DryRunJson(int Looked, int Met, bool Capped, IReadOnlyList<DryRunLineJson> Items);

    public sealed record DryRunLineJson(long TicketId, string Number, DateTimeOffset At, bool Met, IReadOnlyList<VerdictJson> Found, IReadOnlyList<string> Changes);

    /// <param name="Text">The condition and what was found, in the reader's language.</param>
    public sealed record VerdictJson(string Text, bool Met, bool Any);

    public sealed record LogLineJson(long Id, long RuleId, string Rule, long TicketId, string Number, DateTimeOffset At, RuleOutcome Outcome, string? Refusal, IReadOnlyList<VerdictJson> Found, IReadOnlyList<string> Actions);

    public static void MapRules(this ApiRoutes api)
    {
        var rules = api.MapGroup("/ticket-rules").WithTags("Ticket rules");
        rules.MapGet("", async ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) =>
        {
            var after = Cursor.Read<int>(page.Cursor);
            var rest = (await m.Send(new ListRules.Query(await m.Send(new TicketChoices.Query(), ct)), ct)).Skip(after).ToList();
            return new Slice<RuleJson>([.. rest.Take(page.Size).Select(r => new RuleJson(r.Id, r.Name, r.Active, r.Stop, r.Trigger, r.When, r.Conditions, r.Actions, r.LastAt))], rest.Count > page.Size ? Cursor.Of(after + page.Size) : null);
        }).Needs("tickets.settings").WithSummary("All rules in the order in which they act.");
        rules.MapPost("", async (WriteRule.Command c, IMediator m, CancellationToken ct) =>
        {
            var rule = await m.Send(new WriteRule.Query(await m.Send(c with { Id = 0, Version = null }, ct)), ct);
            return ETags.Created($"/api/v1/ticket-rules/{rule.Id}", rule, rule.Version!.Value);
        }).Needs("tickets.settings").Creates();
        rules.MapGet("/{id:long}", async (long id, IMediator m, CancellationToken ct) => await Rule(m, id, ct)).Needs("tickets.settings");
        rules.MapPut("/{id:long}", async (long id, WriteRule.Command c, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(c with { Id = id, Version = seen.Version }, ct);
            return await Rule(m, id, ct);
        }).Needs("tickets.settings");
        rules.MapDelete("/{id:long}", async (long id, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new DeleteRule.Command(id, seen.Version), ct);
            return Results.NoContent();
        }).Needs("tickets.settings").Produces(StatusCodes.Status204NoContent);
        rules.MapPost("/{id:long}/move", async (long id, MoveBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new MoveRule.Command(id, b.Up ?? false), ct);
            return Results.NoContent();
        }).Needs("tickets.settings").Produces(StatusCodes.Status204NoContent).WithSummary("Moves a rule one place up, else down.");
        rules.MapPost("/dry-run", async (WriteRule.Command c, int? days, IMediator m, CancellationToken ct) => await Try(m, c, days, ct))
            .Needs("tickets.settings").WithSummary("What the rule in the body would have done to past tickets. Stores and changes nothing.");
        rules.MapPost("/{id:long}/dry-run", async (long id, int? days, IMediator m, CancellationToken ct) => await Try(m, await m.Send(new WriteRule.Query(id), ct), days, ct))
            .Needs("tickets.settings").WithSummary("What a stored rule would have done to past tickets. Changes nothing.");
        rules.MapGet("/log", async ([AsParameters] PageQuery page, long? ruleId, long? ticketId, IMediator m, CancellationToken ct) =>
        {
            var slice = await m.Send(new ListRuleLog.Query(await m.Send(new TicketChoices.Query(), ct)) { RuleId = ruleId, TicketId = ticketId, After = page.Cursor, Limit = page.Size }, ct);
            return new Slice<LogLineJson>([.. slice.Items.Select(l => new LogLineJson(l.Id, l.RuleId, l.Rule, l.TicketId, l.Number, l.At, l.Outcome, l.Refusal, Found(l.Found), l.Actions))], slice.NextCursor);
        }).Needs("tickets.settings").WithSummary("What rules did in the last 90 days, why, and what stood in the way.");
    }

    static async Task<Tagged<WriteRule.Command>> Rule(IMediator m, long id, CancellationToken ct)
    {
        var rule = await m.Send(new WriteRule.Query(id), ct);
        return ETags.Ok(rule, rule.Version!.Value);
    }

    static async Task<DryRunJson> Try(IMediator m, WriteRule.Command rule, int? days, CancellationToken ct)
    {
        var r = await m.Send(new DryRunRule.Query { Rule = rule, Days = days ?? 30, Lists = await m.Send(new TicketChoices.Query(), ct) }, ct);
        return new(r.Looked, r.Met, r.Capped, [.. r.Lines.Select(l => new DryRunLineJson(l.TicketId, l.Number, l.At, l.Met, Found(l.Found), l.Changes))]);
    }

    static IReadOnlyList<VerdictJson> Found(IReadOnlyList<ListRuleLog.VerdictLine> lines) => [.. lines.Select(v => new VerdictJson(v.Text, v.Met, v.Any))];
}
