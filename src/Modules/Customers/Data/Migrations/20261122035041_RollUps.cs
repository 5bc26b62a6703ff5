using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class RollUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "customer_days",
                schema: "customers",
                columns: table => new
                {
                    level = table.Column<string>(type: "text", nullable: false),
                    registered = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateIndex(
                name: "ix_customer_days_day",
                schema: "customers",
                table: "customer_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_customer_days_fresh",
                schema: "customers",
                table: "customer_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "customer_days",
                schema: "customers");
        }
    }
}
