using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class RisksByProduct : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_risk_alerts_open",
                schema: "tickets",
                table: "risk_alerts");

            migrationBuilder.AddColumn<string>(
                name: "field",
                schema: "tickets",
                table: "risk_alerts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "value",
                schema: "tickets",
                table: "risk_alerts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_risk_alerts_open",
                schema: "tickets",
                table: "risk_alerts",
                columns: new[] { "category_id", "field", "value" },
                unique: true,
                filter: "state <> 'closed'")
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_risk_alerts_open",
                schema: "tickets",
                table: "risk_alerts");

            migrationBuilder.DropColumn(
                name: "field",
                schema: "tickets",
                table: "risk_alerts");

            migrationBuilder.DropColumn(
                name: "value",
                schema: "tickets",
                table: "risk_alerts");

            migrationBuilder.CreateIndex(
                name: "ix_risk_alerts_open",
                schema: "tickets",
                table: "risk_alerts",
                column: "category_id",
                unique: true,
                filter: "state <> 'closed'")
                .Annotation("Npgsql:NullsDistinct", false);
        }
    }
}
