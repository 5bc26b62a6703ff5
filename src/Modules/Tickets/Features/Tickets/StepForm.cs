using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>What a ticket's next step still needs to know, ready for a form.</summary>
[Needs("tickets.read")]
internal static class StepForm
{
    public sealed record Query(long Id, NeededFrom Step) : IRequest<Result>;

    /// <param name="Missing">The property, and what it is called.</param>
    public sealed record Result(IReadOnlyList<(string Field, string Name)> Missing, IReadOnlyList<ShownField> Fields, IReadOnlyList<Choice> Categories, IReadOnlyList<Choice> Contacts)
    {
        public static readonly Result Nothing = new([], [], [], []);

        public bool AsksCategory => Missing.Any(m => m.Field == "CategoryId");
        public bool AsksContact => Missing.Any(m => m.Field == "ContactId");
    }

    internal sealed class Handler(TicketsDb db, Steps steps, ICustomerDirectory customers, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var ticket = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")).SingleOrDefaultAsync(t => t.Id == q.Id, ct) ?? throw new MissingException("Ticket", q.Id);
            if (q.Step == NeededFrom.Start && !ticket.IsUntouched) return Result.Nothing;
            var flow = (await db.Rules(ct)).Flow;
            var missing = await steps.Missing(Known.Of(ticket), q.Step, flow, ct);
            var asked = missing.Select(m => m.Field).ToHashSet();
            return new Result(missing,
                new FieldList(flow.FieldsOf(ticket.Type).Where(f => asked.Contains($"Custom[{f.Key}]")), texts).Forms(_ => true),
                asked.Contains("CategoryId") ? TicketChoices.Tree(await db.Categories.AsNoTracking().Where(c => c.Active).ToListAsync(ct), user.Language) : [],
                asked.Contains("ContactId") ? [.. (await customers.ContactsOfCustomer(ticket.CustomerId, ct)).Select(c => new Choice(c.Id, c.Name))] : []);
        }
    }
}

/// <summary>The fields of one's own that tickets of a type have, for the forms that open and correct one.</summary>
[Needs("tickets.read")]
internal static class TypeFields
{
    public sealed record Query(TicketType? Type) : IRequest<Result>;

    /// <param name="Typed">Says what a ticket holds as its form types it.</param>
    public sealed record Result(IReadOnlyList<ShownField> Fields, Func<CustomValues, Dictionary<string, List<string>>> Typed);

    internal sealed class Handler(TicketsDb db, Texts texts) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var fields = new FieldList(q.Type is { } type ? (await db.Rules(ct)).Flow.FieldsOf(type) : [], texts);
            return new Result(fields.Forms(), fields.Typed);
        }
    }
}

/// <summary>Every field of tickets in use, to filter lists by.</summary>
[Needs("tickets.read")]
internal static class AllFields
{
    public sealed record Query : IRequest<IReadOnlyList<ShownField>>;

    internal sealed class Handler(TicketsDb db, Texts texts) : IRequestHandler<Query, IReadOnlyList<ShownField>>
    {
        public async Task<IReadOnlyList<ShownField>> Handle(Query q, CancellationToken ct) => new FieldList((await db.AllRulesShown(ct)).Sla.Flow.Fields, texts).Forms();
    }
}

/// <summary>A page with the fields of one's own that a type has.</summary>
internal interface IOwnFieldsForm
{
    CustomFieldsForm Own { get; }
}

/// <summary>A page that asks, together with a step, for what the step needs.</summary>
internal interface INeeding
{
    StepForm.Result Needs { get; }
    ILearning Form { get; }
}
