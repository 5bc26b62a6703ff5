using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Segments;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Rules;

/// <summary>How many customers a rule holds now, and some of them, within the reader's scope. A rule that is not finished holds nobody yet.</summary>
[OpenToAll("counts and shows only what the reader's own right to customers reaches; editors of rules without it see none")]
internal static class PreviewRule
{
    public sealed record Query(Rule Rule) : IRequest<View>;

    /// <param name="Count">Null while the rule has a mistake.</param>
    public sealed record View(long? Count, IReadOnlyList<Row> Sample)
    {
        public static readonly View Unfinished = new(null, []);
    }

    public sealed record Row(long Id, string Number, string Name, CustomerKind Kind, string? Industry, string? Region);

    public sealed class Handler(CustomersDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        const int Sample = 10;

        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            if (!RuleCheck.IsSound(query.Rule)) return View.Unfinished;
            var members = db.Members(query.Rule, user, zone, clock);
            var count = await members.LongCountAsync(ct);
            var some = count == 0 ? [] : await members.OrderByDescending(f => f.CustomerId).Take(Sample).Join(db.Customers, f => f.CustomerId, c => c.Id, (f, c) => new { c.Id, c.Number, c.Name, c.Kind, c.Industry, c.Region }).ToListAsync(ct);
            return new(count, [.. some.OrderByDescending(c => c.Id).Select(c => new Row(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Industry, c.Region))]);
        }
    }
}
