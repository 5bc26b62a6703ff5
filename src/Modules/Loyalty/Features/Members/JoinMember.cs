using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Members;

/// <summary>A customer joins the programme, having accepted its terms.</summary>
[Needs("loyalty.write")]
internal static class JoinMember
{
    public sealed record Command : IRequest<long>
    {
        public long CustomerId { get; init; }
        public bool TermsAccepted { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.CustomerId).NotEmpty();
            RuleFor(c => c.TermsAccepted).Equal(true).WithMessage(_ => texts["loyalty.termsNeeded"]);
        }
    }

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var customer = await customers.Readable(command.CustomerId, cancellationToken) ?? throw new RuleException("loyalty.noCustomer", nameof(command.CustomerId));
            if (!user.ScopeOf("loyalty.write").Covers(customer.OwnerId, customer.TeamId)) throw new RuleException("loyalty.notYours", nameof(command.CustomerId));
            if (customer.Admission != Admission.Admitted) throw new RuleException("loyalty.notAdmitted", nameof(command.CustomerId));
            if (await db.Members.AnyAsync(m => m.CustomerId == customer.Id, cancellationToken)) throw new DuplicateException("loyalty.memberAlready", null, customer.Name);
            var member = new Member(customer.Id, customer.Name, customer.OwnerId, customer.TeamId, db.Clock.GetUtcNow());
            db.Members.Add(member);
            await db.SaveChangesAsync(cancellationToken);
            return member.Id;
        }
    }
}
