using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Whether the sender has a second factor.</summary>
[OpenToAll("answers about the sender")]
internal static class SeeFactor
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(DateTimeOffset? Since, int CodesLeft);

    internal sealed class Handler(StaffDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct) =>
            await db.Members.Where(m => m.Id == user.Id).Select(m => new Result(m.SecondFactorSince, m.RecoveryCodes.Count)).FirstOrDefaultAsync(ct) ?? throw new MissingException("profile");
    }
}
