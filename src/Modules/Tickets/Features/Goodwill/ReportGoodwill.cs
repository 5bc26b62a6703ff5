using System.Globalization;
using System.Text;
using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>By what the cost is told.</summary>
internal enum GoodwillBy { Cause, Type, Team }

/// <summary>What was given in a period and not taken back: points, and money of each currency for itself.</summary>
[Needs("goodwill.approve")]
internal static class ReportGoodwill
{
    public sealed record Query(DateOnly From, DateOnly To, GoodwillBy By = GoodwillBy.Cause) : IRequest<Result>;

    /// <summary>The grants behind it, as CSV.</summary>
    public sealed record Export(DateOnly From, DateOnly To) : IRequest<byte[]>;

    /// <param name="TakenBack">How many were given in the period and taken back since.</param>
    public sealed record Result(IReadOnlyList<string> Currencies, IReadOnlyList<Line> Lines, Line Total, int TakenBack);

    /// <param name="Key">Cause, type or team as a filter of the list.</param>
    /// <param name="Money">By currency, in the order of the result's currencies.</param>
    public sealed record Line(string? Key, string Name, int Count, long Points, IReadOnlyList<decimal> Money);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.From).IsDay();
            RuleFor(q => q.To).IsDay().GreaterThanOrEqualTo(q => q.From);
            RuleFor(q => q.By).IsInEnum();
        }
    }

    internal sealed class ExportValidator : AbstractValidator<Export>
    {
        public ExportValidator()
        {
            RuleFor(q => q.From).IsDay();
            RuleFor(q => q.To).IsDay().GreaterThanOrEqualTo(q => q.From);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts, InstallationZone zone) : IRequestHandler<Query, Result>, IRequestHandler<Export, byte[]>
    {
        const int Most = 50_000;

        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var given = db.Goodwill.AsNoTracking().Within(user.ScopeOf("goodwill.approve")).Where(g => g.GrantedAt != null).Given(q.From, q.To, zone);
            var cells = await given.GroupBy(g => new { g.CauseId, g.Type, g.TeamId, g.Currency, g.State })
                .Select(g => new { g.Key.CauseId, g.Key.Type, g.Key.TeamId, g.Key.Currency, g.Key.State, Count = g.Count(), Points = g.Sum(x => x.Points) ?? 0, Money = g.Sum(x => x.Amount) ?? 0 }).ToListAsync(ct);
            var (kept, causes, teams) = (cells.Where(c => c.State == GoodwillState.Granted).ToList(), await db.Codes.AsNoTracking().Where(c => c.Kind == CodeKind.Cause).ToDictionaryAsync(c => c.Id, ct), await staff.Teams(ct));
            var currencies = kept.Select(c => c.Currency).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
            var lines = kept.GroupBy(c => q.By switch
            {
                GoodwillBy.Cause => (c.CauseId.ToString(CultureInfo.InvariantCulture), causes.GetValueOrDefault(c.CauseId)?.In(user.Language) ?? ""),
                GoodwillBy.Type => (c.Type.ToString(), texts[c.Type]),
                _ => (c.TeamId?.ToString(CultureInfo.InvariantCulture), c.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name ?? "" : "–"),
            }).Select(g => Sum(g.Key.Item1, g.Key.Item2, [.. g.Select(c => (c.Count, c.Points, c.Money, c.Currency))]));
            return new Result(currencies, [.. lines.OrderByDescending(l => l.Money is [var first, ..] ? first : 0).ThenByDescending(l => l.Points).ThenBy(l => l.Name, StringComparer.CurrentCulture)],
                Sum(null, texts["tickets.goodwill.total"], [.. kept.Select(c => (c.Count, c.Points, c.Money, c.Currency))]), cells.Where(c => c.State == GoodwillState.TakenBack).Sum(c => c.Count));

            Line Sum(string? key, string name, List<(int Count, long Points, decimal Money, string? Currency)> of) =>
                new(key, name, of.Sum(c => c.Count), of.Sum(c => c.Points), [.. currencies.Select(currency => of.Where(c => c.Currency == currency).Sum(c => c.Money))]);
        }

        public async Task<byte[]> Handle(Export q, CancellationToken ct)
        {
            var rows = await (from g in db.Goodwill.AsNoTracking().Within(user.ScopeOf("goodwill.approve")).Where(g => g.GrantedAt != null).Given(q.From, q.To, zone)
                              join t in db.Tickets on g.TicketId equals t.Id
                              join code in db.Codes on g.CauseId equals code.Id
                              orderby g.GrantedAt, g.Id
                              select new { Grant = g, t.Number, code.Name, code.NameZh }).Take(Most + 1).ToListAsync(ct);
            if (rows.Count > Most) throw new RuleException("tickets.goodwill.rule.too_many", null, Most);
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
            string? At(DateTimeOffset? at) => at is { } t ? user.Zone.At(t).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
            var csv = new StringBuilder();
            csv.Append(Cells.Line(new[] { "tickets.number", "tickets.goodwill.kind", "tickets.goodwill.points", "tickets.goodwill.amount", "tickets.goodwill.currency", "tickets.cause", "tickets.type", "tickets.team", "tickets.goodwill.asked_by", "tickets.goodwill.decided_by", "tickets.goodwill.granted_at", "tickets.goodwill.taken_back_at" }.Select(key => texts[key])));
            foreach (var r in rows)
                csv.Append(Cells.Line([HumanNumber.Format(Ticket.Prefix, r.Number), texts[r.Grant.Kind], r.Grant.Points?.ToString(CultureInfo.InvariantCulture), r.Grant.Amount?.ToString(CultureInfo.InvariantCulture), r.Grant.Currency, user.Language == "zh-CN" ? r.NameZh : r.Name,
                    texts[r.Grant.Type], r.Grant.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null, Name(r.Grant.OwnerId), Name(r.Grant.DecidedById), At(r.Grant.GrantedAt), At(r.Grant.TakenBackAt)]));
            db.Record("ExportGoodwill", "Goodwill", null, new { rows = rows.Count, from = q.From, to = q.To });
            await db.SaveChangesAsync(ct);
            return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
        }
    }
}
