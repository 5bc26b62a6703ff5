using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Puts one tag on a customer, or takes one off.</summary>
[Needs("customers.write")]
internal static class TagCustomer
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string Tag { get; init; } = "";
        public bool Off { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Tag).NotEmpty().MaximumLength(40);
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Customers.Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == command.Id && c.MergedIntoId == null, ct) ?? throw new MissingException("Customer", command.Id);
            var others = customer.Tags.Where(t => !string.Equals(t, command.Tag.Trim(), StringComparison.OrdinalIgnoreCase));
            customer.Tag(command.Off ? others : [.. others, command.Tag], user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
