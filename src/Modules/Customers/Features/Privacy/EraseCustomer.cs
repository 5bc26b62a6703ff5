using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Erases a customer for good, after the number has been typed. What goes is shown first, module by module.</summary>
[Needs("privacy.erase")]
internal static class EraseCustomer
{
    /// <summary>What the page shows before.</summary>
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Restricted">Until when a law keeps the orders with their buyer, apart from everything; null: nothing has to be kept.</param>
    public sealed record View(long Id, string Number, string Name, uint Version, IReadOnlyList<Part> Parts, DateOnly? Restricted);

    public sealed record Part(string Title, int Rows, Fate Fate);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }

        /// <summary>The customer's number, typed.</summary>
        public string Confirm { get; init; } = "";

        public string Reason { get; init; } = "";
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Confirm).NotEmpty();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Loader(CustomersDb db, Eraser eraser, IEnumerable<ISubjectData> sources) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Where(c => c.Id == query.Id && c.MergedIntoId == null && c.ErasedAt == null)
                .Select(c => new { c.Id, c.Number, c.Name, c.Version }).FirstOrDefaultAsync(ct) ?? throw new MissingException("Customer", query.Id);
            List<long> ids = [customer.Id, .. await db.Customers.Where(c => c.MergedIntoId == customer.Id).Select(c => c.Id).ToListAsync(ct)];
            var parts = new List<Part>();
            foreach (var source in sources.OrderBy(s => s.Order))
                foreach (var id in ids)
                    foreach (var section in await source.Of(id, ct))
                    {
                        var at = parts.FindIndex(p => p.Title == section.Title);
                        if (at < 0) parts.Add(new(section.Title, section.Rows.Count, section.Fate));
                        else parts[at] = parts[at] with { Rows = parts[at].Rows + section.Rows.Count };
                    }
            return new(customer.Id, HumanNumber.Format(Customer.Prefix, customer.Number), customer.Name, customer.Version, parts, await eraser.KeptUntil(ids, ct));
        }
    }

    public sealed class Handler(CustomersDb db, Eraser eraser) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var customer = await db.Customers.FirstOrDefaultAsync(c => c.Id == command.Id && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", command.Id);
            if (!HumanNumber.TryParse(Customer.Prefix, command.Confirm, out var number) || number != customer.Number)
                throw new RuleException("customers.erase.confirm.wrong", nameof(Command.Confirm), HumanNumber.Format(Customer.Prefix, customer.Number));
            if (command.Version != 0) db.Expect(customer, command.Version);
            // The reason stays readable in the trail: it must not name the person, and the page says so.
            db.Record(nameof(EraseCustomer), nameof(Customer), customer.Id, new { command.Reason });
            await eraser.Erase(customer.Id, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
