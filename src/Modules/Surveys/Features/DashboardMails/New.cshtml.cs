using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.DashboardMails;

[Needs("surveys.export")]
internal sealed class NewPage : MailPage;
