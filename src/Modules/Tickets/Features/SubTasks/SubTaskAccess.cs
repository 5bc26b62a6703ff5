using Crm.Platform.Users;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.SubTasks;

internal static class SubTaskAccess
{
    /// <summary>Whoever got it, or whose team did, may do it, whether or not they may read the ticket.</summary>
    public static bool MayDo(SubTask task, CurrentUser user) => user.IsSystem || (user.Id is { } me && task.OwnerId == me) || (task.TeamId is { } team && user.TeamIds.Contains(team));
}
