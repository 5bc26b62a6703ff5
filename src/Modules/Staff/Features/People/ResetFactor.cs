using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Takes the second factor off a colleague who lost phone and recovery codes.</summary>
[Needs("staff.manage")]
internal static class ResetFactor
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            member.TurnOffSecondFactor();
            db.Record("second_factor.reset", nameof(StaffMember), member.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
