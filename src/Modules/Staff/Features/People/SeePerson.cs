using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>One colleague, as those see them who manage staff.</summary>
[Needs("staff.manage")]
internal static class SeePerson
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, string Name, string Initials, string Email, StaffState State, bool HasPassword, bool Locked, DateTimeOffset? SecondFactorSince, int Sessions, int Tokens, DateTimeOffset? SeenAt,
        IReadOnlyList<string> Roles, IReadOnlyList<string> Teams, IReadOnlyList<string> Skills, IReadOnlyList<string> Regions, int Capacity, string? Substitute, DateTimeOffset? DeactivatedAt);

    public sealed record ChoicesQuery : IRequest<PersonChoices>;

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            var m = await db.Members.AsNoTracking().Include(x => x.Roles).Include(x => x.Memberships).Include(x => x.Absences.Where(a => a.Until > now)).AsSplitQuery().FirstOrDefaultAsync(x => x.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            var roles = (await db.Roles.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id, r => r.NameIn(language));
            var teams = (await db.Teams.AsNoTracking().ToListAsync(ct)).ToDictionary(t => t.Id, t => t.NameIn(language));
            var oldest = now - Domain.Session.Longest;
            var sessions = await db.Sessions.CountAsync(s => s.StaffMemberId == m.Id && s.EndedAt == null && s.StartedAt > oldest, ct);
            var tokens = await db.Tokens.CountAsync(t => t.StaffMemberId == m.Id && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), ct);
            var seen = await db.Sessions.Where(s => s.StaffMemberId == m.Id).MaxAsync(s => (DateTimeOffset?)s.SeenAt, ct);
            var substitute = m.AbsenceAt(now)?.SubstituteId is { } id ? (await db.Members.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, ct))?.NameIn(language) : null;
            return new(m.Id, m.NameIn(language), m.InitialsIn(language), m.Email, !m.Active ? StaffState.Inactive : m.AwaySince is null && m.AbsenceAt(now) is null ? StaffState.Active : StaffState.Away, m.PasswordHash is not null, m.IsLocked(now), m.SecondFactorSince, sessions, tokens, seen,
                [.. m.Roles.Select(r => roles[r.RoleId])], [.. m.Memberships.OrderBy(x => x.Position).Select(x => teams[x.TeamId])], m.Skills, m.Regions, m.Capacity, substitute, m.DeactivatedAt);
        }
    }

    internal sealed class ChoicesHandler(StaffDb db) : IRequestHandler<ChoicesQuery, PersonChoices>
    {
        public async Task<PersonChoices> Handle(ChoicesQuery request, CancellationToken ct)
        {
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            static string Value(long id) => id.ToString(CultureInfo.InvariantCulture);
            return new([.. (await db.Roles.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct)).Select(r => new Choice(Value(r.Id), r.NameIn(language)))],
                [.. (await db.Teams.AsNoTracking().OrderBy(t => t.DepartmentId).ThenBy(t => t.Id).ToListAsync(ct)).Select(t => new Choice(Value(t.Id), t.NameIn(language)))]);
        }
    }
}
